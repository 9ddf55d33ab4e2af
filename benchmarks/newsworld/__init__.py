"""A made-up press of eight languages, whose every text has a known origin: what attribution is measured on."""
