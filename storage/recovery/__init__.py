"""What can still be read of a damaged database file, saved into a new one. The damaged file is only read."""
