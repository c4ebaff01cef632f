"""All known firms in memory, to find those of many rows as ``FirmBook.find_firm`` finds one."""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select

from assessment.answers.firm_name import name_core, name_key
from assessment.store import schema
from assessment.store.firm_records import FirmIdentity
from assessment.store.import_records import ImportBounds

_FIRMS = schema.firms


class FirmIndex:
    """Firms by code, by name and city, and by what two ways of writing one name have in common."""

    def __init__(self, connection: Connection):
        columns = (
            _FIRMS.c[name] for name in ("id", "credit_code", "name", "name_key", "name_core", "chain", "employees")
        )
        rows: list[Any] = list(
            connection.execute(select(*columns, _FIRMS.c.city, _FIRMS.c.county, _FIRMS.c.merged_into))
        )
        self._by_id: dict[UUID, Row[Any]] = {row.id: row for row in rows}
        self._by_code = {row.credit_code: row for row in rows if row.credit_code}
        self._by_name: defaultdict[tuple[str, str | None], list[Row[Any]]] = defaultdict(list)
        self._by_core: defaultdict[tuple[str, str | None], list[Row[Any]]] = defaultdict(list)
        for row in rows:
            self._by_name[row.name_key, row.city].append(row)
            if row.merged_into is None:
                self._by_core[row.name_core, row.city].append(row)

    def find(self, identity: FirmIdentity) -> UUID | None:
        """The firm that an identity names."""
        found: list[Row[Any]] = []
        if identity.credit_code:
            found = [row] if (row := self._by_code.get(identity.credit_code)) is not None else []
        elif identity.city and (key := name_key(identity.name)):
            named = self._by_name.get((key, identity.city), [])
            if identity.county:
                named = [row for row in named if row.county in (None, identity.county)]
            found = [row for row in named if row.merged_into is None] or named
        if len(found) != 1:
            return None
        one = found[0]
        while one.merged_into is not None:
            one = self._by_id[one.merged_into]
        return UUID(str(one.id))

    def known(self, firm_id: UUID) -> Row[Any]:
        """What is known of a firm that was found."""
        return self._by_id[firm_id]

    def twins(self, identity: FirmIdentity, bounds: ImportBounds | None = None) -> list[str]:
        """The names of firms that one not known may be the same as; of those within bounds, if there are any."""
        alike = self._by_core.get((name_core(identity.name), identity.city), [])
        return [row.name for row in alike if bounds is None or bounds.hold(row.city, row.county)][:5]
