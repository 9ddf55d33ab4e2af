"""Requests to take something down. Each module adds the verbs of one subject."""

from aggregator.cli.takedown import cases, files, filing, mail, receipts, redress, verify
from aggregator.cli.takedown.group import takedown

__all__ = ["cases", "files", "filing", "mail", "receipts", "redress", "takedown", "verify"]
