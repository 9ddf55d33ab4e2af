"""The errors that are no bugs, as one tree; `exit_code` is how the command ends.

AggregatorError             exit 1   failed
├── UsageError              exit 2   the call is wrong: option, file, address, config key, missing extra
│   ├── ConfigError                  an unknown key or a value that cannot be used
│   ├── AddressError                 not an http(s) address
│   └── MissingExtra                 an optional package is not installed
├── PartlyDone              exit 3   some of what was asked for failed, the rest is stored
├── NotStored               exit 4   a well-formed id or address that is not stored
├── Refused                 exit 5   refused by policy
│   ├── RobotsRefused                robots.txt says no
│   ├── AddressRefused               a private or loopback address
│   └── Tombstoned                   taken down, stays gone
├── StorageError            exit 1   the database cannot be used
│   ├── NotOurDatabase               unreadable, or another program's
│   ├── NewerDatabase                written by a newer version
│   ├── OlderDatabase                written by an older version, to be migrated first
│   ├── StaleDatabase                restored from a backup: what was taken down since is in it
│   ├── DatabaseLocked               another process holds it
│   └── DiskFull                     no room left; what was stored stays
├── MailServerError         exit 1   a mail server cannot be used
├── ReadingError            exit 1   a record that cannot be read
└── EvidenceError           exit 1   an evidence file that was changed, or that is not one

Each message is one line: what, where, what to do. Bugs are not wrapped. The command ends with 6, without
an error, when a trace does not determine an origin.
"""


class AggregatorError(Exception):
    """The base of all errors; `exit_code` is what the command ends with."""

    exit_code = 1


class UsageError(AggregatorError):
    """The call is wrong: an option, a file, an address, a config key, or a missing extra."""

    exit_code = 2


class ConfigError(UsageError):
    """A setting is unknown, or its value cannot be used."""


class AddressError(UsageError, ValueError):
    """An address is not an http(s) address."""


class MissingExtra(UsageError):
    """An optional package is not installed."""


class PartlyDone(AggregatorError):
    """Some of what was requested failed; the rest is stored."""

    exit_code = 3


class NotStored(AggregatorError, LookupError):
    """A well-formed id or address is not stored."""

    exit_code = 4


class Refused(AggregatorError):
    """A policy forbids it."""

    exit_code = 5


class RobotsRefused(Refused):
    """robots.txt of the site forbids it."""


class AddressRefused(Refused):
    """A private or loopback address may not be fetched."""


class Tombstoned(Refused):
    """It was taken down and stays gone."""


class StorageError(AggregatorError):
    """The database cannot be used."""


class NotOurDatabase(StorageError):
    """The file is unreadable, or belongs to another program."""


class NewerDatabase(StorageError):
    """A newer version of this program wrote the database."""


class OlderDatabase(StorageError):
    """The file was written by an older version and is not migrated yet."""


class StaleDatabase(StorageError):
    """The main file is older than its private file: what was taken down since is in it."""


class DatabaseLocked(StorageError):
    """Another process holds the database."""


class DiskFull(StorageError):
    """The disk is full; what was stored stays."""


class MailServerError(AggregatorError):
    """A mail server cannot be reached, or refuses."""


class ReadingError(AggregatorError, ValueError):
    """A record cannot be read."""


class EvidenceError(AggregatorError, ValueError):
    """An evidence file was changed, or is none."""
