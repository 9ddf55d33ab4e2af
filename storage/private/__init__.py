"""What must not be published: cases, comments, watches, keys; and tombstones."""
