"""Scenarios of the policy sandbox that somebody keeps, by their names, for whichever firms come next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, func, insert, select

from assessment.language import label
from assessment.problems import refuse
from assessment.store import schema
from assessment.store.desk import Desk

_SCENARIOS = schema.scenarios
MOST_SCENARIOS = 60
"""Of one owner; a further one is refused."""


class ScenarioShelf(Desk):
    """Scenarios, by who keeps them; what is in them is not looked at here."""

    def keep_scenario(self, owner: str, name: str, terms: Mapping[str, Any]) -> None:
        """Keep a scenario; one of that name is replaced. Raises ``InputRefused`` when there are too many."""
        own, named = _SCENARIOS.c.owner == owner, _SCENARIOS.c.name == schema.keepable(name)
        with self._writing() as connection:
            connection.execute(delete(_SCENARIOS).where(own, named))
            if (connection.scalar(select(func.count()).where(own)) or 0) >= MOST_SCENARIOS:
                raise refuse(
                    name,
                    label(f"已经存了 {MOST_SCENARIOS} 个方案", f"there are {MOST_SCENARIOS} scenarios already"),
                    label("请先删去不用的。", "Delete some that are no longer needed."),
                )
            row = {"owner": owner, "name": schema.keepable(name), "terms": dict(terms), "at": self._clock()}
            connection.execute(insert(_SCENARIOS).values(**row))
            self.trail.note(connection, "scenario_kept", by=owner or None)

    def scenarios(self, owner: str) -> list[dict[str, Any]]:
        """The terms of an owner's scenarios, in the order in which they were kept."""
        rows = (
            select(_SCENARIOS.c.terms).where(_SCENARIOS.c.owner == owner).order_by(_SCENARIOS.c.at, _SCENARIOS.c.name)
        )
        with self._reading() as connection:
            return list(connection.scalars(rows))

    def forget_scenario(self, owner: str, name: str) -> None:
        """Forget a scenario."""
        with self._forgetting() as connection:
            connection.execute(delete(_SCENARIOS).where(_SCENARIOS.c.owner == owner, _SCENARIOS.c.name == name))
