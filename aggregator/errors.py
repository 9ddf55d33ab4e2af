"""Everything that can go wrong and is not a bug.

AggregatorError             exit 1   failed
├── UsageError              exit 2   the call is off: option, file, address, config key, missing extra
│   ├── ConfigError                  an unknown key or a value that cannot be used
│   ├── AddressError                 not an http(s) address
│   └── MissingExtra                 an optional package is not installed
├── PartlyDone              exit 3   some of what was asked for failed, the rest is stored
├── NotStored               exit 4   a well-formed id or address that is not stored
├── Refused                 exit 5   refused by policy
│   ├── RobotsRefused                robots.txt says no
│   ├── AddressRefused               a private or loopback address
│   └── Tombstoned                   taken down, stays gone
├── Undetermined            exit 6   asked and answered: it cannot be told
├── StorageError            exit 1   the database cannot be used
│   ├── NotOurDatabase               unreadable, or another program's
│   ├── NewerDatabase                written by a newer version
│   ├── OlderDatabase                written by an older version, to be migrated first
│   ├── DatabaseLocked               another process holds it
│   └── DiskFull                     no room left; what was stored stays
├── ReadingError            exit 1   a record that cannot be read
└── EvidenceError           exit 1   an evidence file that was changed, or is none

Each message is one line: what, where, what to do. Bugs are not wrapped.
"""


class AggregatorError(Exception):
    """Base of the tree; `exit_code` is what the command ends with."""

    exit_code = 1


class UsageError(AggregatorError):
    exit_code = 2


class ConfigError(UsageError):
    pass


class AddressError(UsageError, ValueError):
    pass


class MissingExtra(UsageError):
    pass


class PartlyDone(AggregatorError):
    exit_code = 3


class NotStored(AggregatorError, LookupError):
    exit_code = 4


class Refused(AggregatorError):
    exit_code = 5


class RobotsRefused(Refused):
    pass


class AddressRefused(Refused):
    pass


class Tombstoned(Refused):
    pass


class Undetermined(AggregatorError):
    exit_code = 6


class StorageError(AggregatorError):
    pass


class NotOurDatabase(StorageError):
    pass


class NewerDatabase(StorageError):
    pass


class OlderDatabase(StorageError):
    """The file was written by an older version and is not migrated yet."""


class DatabaseLocked(StorageError):
    pass


class DiskFull(StorageError):
    pass


class ReadingError(AggregatorError, ValueError):
    pass


class EvidenceError(AggregatorError, ValueError):
    pass
