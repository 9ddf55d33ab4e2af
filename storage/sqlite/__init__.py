"""The SQLite back end: connections, schema, migrations, integrity, residual data."""
