"""The statements of an SQL script, one by one."""

import sqlite3


def split_into_statements(script: str) -> list[str]:
    """Returns the statements of a script: sqlite3's executescript would commit the open transaction."""
    found, statement = [], ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            found.append(statement)
            statement = ""
    return found
