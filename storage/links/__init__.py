"""What linking stores: signatures, the sketch index, relations, boilerplate."""
