"""Do a main file and a private file belong together? The main file holds a hash of the key of its private file."""

from hashlib import sha256
from pathlib import Path

from aggregator.errors import StorageError
from storage.corpus.last_erasure import LastErasure
from storage.private.erasures import Erasures
from storage.private.keys import TOMBSTONE_KEY, Keys
from storage.sqlite.connection import Database


def bind(main: Database, private: Database) -> None:
    """Note in the main file that this is its private file."""
    LastErasure(main).set_private_file(_hash_key(private))


def release(main: Database) -> None:
    """Let any private file be that of the main file: the next one that is opened with it."""
    if main.table("private_file").exists():
        LastErasure(main).set_private_file("")


def check_pair(main: Database, private: Database, path: Path, private_path: Path) -> None:
    """Raises StorageError when the private file is that of another main file."""
    known = _read_known(main)
    if known and known != _hash_key(private):
        raise StorageError(
            f"{private_path} is the private file of another database than {path}: what was taken down would not be "
            "recognised. Put the two files of one backup together"
        )


def check_age(main: Database, private: Database, path: Path, private_path: Path) -> None:
    """Raises StorageError when the main file knows erasures that the private file lacks."""
    if not main.table("last_erasure").exists() or not private.table("erasures").exists():
        return
    if LastErasure(main).get() > Erasures(private).highest_id():
        raise StorageError(
            f"{private_path} is older than {path}, and lacks cases that were closed since: use a newer copy of it"
        )


def _read_known(main: Database) -> str:
    return LastErasure(main).get_private_file() if main.table("private_file").exists() else ""


def _hash_key(private: Database) -> str:
    return sha256(Keys(private).require_key(TOMBSTONE_KEY)).hexdigest()[:32]
