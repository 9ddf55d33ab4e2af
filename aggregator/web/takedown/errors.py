"""Errors in words for those who fill in a form."""

from aggregator.errors import AddressError, AggregatorError, NotStored, StorageError, Tombstoned


def describe_error(error: AggregatorError) -> str:
    """Return why a request cannot be accepted, in words for its sender."""
    if isinstance(error, NotStored):
        return "This address is not stored here. Please give the address of the page that shows it."
    if isinstance(error, Tombstoned):
        return "This was taken down already."
    if isinstance(error, AddressError):
        return "Please give a whole address, beginning with https:// or http://."
    if isinstance(error, StorageError):
        return "Your request could not be stored just now. Please send it again in a minute."
    return str(error)
