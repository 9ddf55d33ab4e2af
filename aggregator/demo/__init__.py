"""A miniature news world on loopback, and the tour through it."""
