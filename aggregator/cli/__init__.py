"""The `aggregator` command."""
