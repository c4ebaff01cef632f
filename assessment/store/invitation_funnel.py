"""From need to contract: how many firms came how far, and what became of each provider's invitations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, and_, case, exists, func, or_, select

from assessment.store import schema
from assessment.store.desk import Desk
from assessment.store.firm_list import FirmReach, within_reach
from assessment.store.invitation_records import STAGES, FunnelRow, InvitationState, ProviderRecord

_ROWS, _FIRMS = schema.invitations, schema.firms
_CONTRACTED = STAGES.index("contracted")


class InvitationFunnel(Desk):
    """Counts what the invitations of one database came to. All counts of firms leave out those that were merged."""

    def funnel_by_need(
        self, categories: Iterable[str], reach: FirmReach | None = None, round_id: UUID | None = None
    ) -> list[FunnelRow]:
        """From need to contract, a row a kind of provider; a firm that needs two counts in both."""
        with self._reading() as connection:
            return [_row(connection, one, _needs(one), _ROWS.c.category == one, reach, round_id) for one in categories]

    def funnel_by_chain(
        self, chains: Iterable[str | None], reach: FirmReach | None = None, round_id: UUID | None = None
    ) -> list[FunnelRow]:
        """From need to contract, a row a chain (None: firms that have not said); each firm counts in one."""
        rows = []
        with self._reading() as connection:
            for one in chains:
                own = _FIRMS.c.chain.is_(None) if one is None else _FIRMS.c.chain == one
                rows.append(_row(connection, one, and_(own, _FIRMS.c.needs != ""), own, reach, round_id))
        return rows

    def provider_records(self, providers: Sequence[str] | None = None) -> dict[str, ProviderRecord]:
        """What became of the invitations of each provider that had any, by its name; of all, or of these."""

        def at_least(stage: InvitationState) -> ColumnElement[int]:
            return func.sum(case((_ROWS.c.reached >= STAGES.index(stage), 1), else_=0))

        def in_state(state: InvitationState) -> ColumnElement[int]:
            return func.sum(case((_ROWS.c.state == state, 1), else_=0))

        signed = _ROWS.c.reached >= _CONTRACTED
        rows = select(
            _ROWS.c.provider,
            func.count().label("invited"),
            at_least("accepted").label("accepted"),
            at_least("met").label("met"),
            at_least("contracted").label("contracted"),
            at_least("finished").label("finished"),
            in_state("declined").label("declined"),
            func.sum(case((_ROWS.c.state.in_(("sent", "seen", "accepted")), 1), else_=0)).label("open"),
            func.sum(case((and_(signed, _ROWS.c.amount.is_not(None)), 1), else_=0)).label("amounts"),
            func.coalesce(func.sum(case((signed, _ROWS.c.amount))), 0.0).label("money"),
        ).group_by(_ROWS.c.provider)
        if providers is not None:
            rows = rows.where(_ROWS.c.provider.in_(providers))
        with self._reading() as connection:
            return {
                row.provider: ProviderRecord(
                    invited=row.invited,
                    accepted=row.accepted,
                    met=row.met,
                    contracted=row.contracted,
                    finished=row.finished,
                    declined=row.declined,
                    open=row.open,
                    amounts=row.amounts,
                    money=float(row.money),
                )
                for row in connection.execute(rows)
            }

    def invitations_changed(self) -> tuple[int, int]:
        """What differs whenever a line was noted of any invitation, or went with its firm."""
        log = schema.invitation_log.c.id
        with self._reading() as connection:
            last, lines = connection.execute(select(func.max(log), func.count(log))).one()
        return last or 0, lines


def _needs(category: str) -> ColumnElement[bool]:
    return _FIRMS.c.needs.contains(f" {category} ", autoescape=True)


def _row(
    connection: Connection,
    key: str | None,
    needing: ColumnElement[bool],
    of_row: ColumnElement[bool],
    reach: FirmReach | None,
    round_id: UUID | None,
) -> FunnelRow:
    """One row: ``needing`` says which firms have the need, ``of_row`` which firms or invitations belong to it."""
    standing = [_FIRMS.c.merged_into.is_(None), *within_reach(reach or FirmReach())]
    asked = [of_row] if round_id is None else [of_row, _ROWS.c.round_id == round_id]
    invited = exists().where(_ROWS.c.firm_id == _FIRMS.c.id, *asked).correlate(_FIRMS)
    firms = connection.execute(
        select(func.count().label("all"), func.sum(case((needing, 0), else_=1)).label("unscored"))
        .select_from(_FIRMS)
        .where(*standing, or_(needing, invited))
    ).one()
    furthest = _furthest(asked, standing).subquery()
    stages = [func.sum(case((furthest.c.reached >= at, 1), else_=0)) for at in range(len(STAGES))]
    told = connection.execute(select(*stages, func.sum(case((furthest.c.left == 0, 1), else_=0)))).one()
    signed = _ROWS.c.reached >= _CONTRACTED
    money = connection.execute(
        select(func.count(), func.count(_ROWS.c.amount), func.coalesce(func.sum(_ROWS.c.amount), 0.0))
        .select_from(_ROWS.join(_FIRMS, _FIRMS.c.id == _ROWS.c.firm_id))
        .where(*asked, *standing, signed)
    ).one()
    counts = tuple(int(figure or 0) for figure in told)
    return FunnelRow(
        key, firms.all, int(firms.unscored or 0), counts[:-1], counts[-1], money[0], money[1], float(money[2])
    )


def _furthest(asked: Sequence[ColumnElement[bool]], standing: Sequence[ColumnElement[bool]]) -> Select[Any]:
    """How far each firm came by any of its invitations, and how many of these were not declined."""
    return (
        select(
            _ROWS.c.firm_id,
            func.max(_ROWS.c.reached).label("reached"),
            func.sum(case((_ROWS.c.state == "declined", 0), else_=1)).label("left"),
        )
        .select_from(_ROWS.join(_FIRMS, _FIRMS.c.id == _ROWS.c.firm_id))
        .where(*asked, *standing)
        .group_by(_ROWS.c.firm_id)
    )
