"""A generated press of eight languages, in which the origin of every text is known: it measures attribution."""
