"""Request to deletion: cases, scope, deadlines, tombstone keys. Decides, does no I/O."""
