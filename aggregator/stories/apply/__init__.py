"""Writes down what was decided: membership, leaders, relations."""
