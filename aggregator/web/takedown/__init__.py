"""Pages for those who ask to take something down, or object to it."""
