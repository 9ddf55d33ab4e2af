"""The rules of takedown, without I/O: keyed hashes, scope, states, what to search for."""
