"""Many rows put into a table at once: PostgreSQL takes them as a stream (COPY), SQLite by one prepared statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, insert


def put_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all name the same columns; what they leave out is the database's to fill in."""
    if not rows:
        return
    if connection.dialect.name != "postgresql":
        connection.execute(insert(table), list(rows))
        return
    names, dialect = list(rows[0]), connection.dialect
    quoted = dialect.identifier_preparer
    # As a statement would bind them: moments in UTC, texts without what cannot be kept, documents as JSON.
    bind = [table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names]
    columns = ", ".join(quoted.format_column(table.c[name]) for name in names)
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {quoted.format_table(table)} ({columns}) FROM STDIN") as stream:
        for row in rows:
            stream.write_row([row[name] if to is None else to(row[name]) for name, to in zip(names, bind, strict=True)])
