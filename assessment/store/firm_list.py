"""The list of firms: searched, filtered, sorted and paged by the database; and views of it that somebody keeps."""

from __future__ import annotations

import contextlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, delete, exists, func, insert, or_, select, update

from assessment.answers.firm_name import name_key
from assessment.content.counties import Counties
from assessment.language import label
from assessment.permissions import Reach, Scope
from assessment.store import schema
from assessment.store.desk import Desk
from assessment.store.firm_book import firm_of_row
from assessment.store.firm_records import Firm, Progress, SavedView
from assessment.store.refusals import TextRefused

_FIRMS, _ASSESSMENTS, _VIEWS = schema.firms, schema.assessments, schema.saved_views
PROGRESS: tuple[Progress, ...] = ("not_begun", "half_way", "done", "verified")
FirmSort = Literal["name", "updated", "level", "open", "employees"]
_SEPARATORS = re.compile(r"[\s,，、;；]+")
_AT_ONCE = 2_000
VIEW_NAME_LENGTH = 40


@dataclass(frozen=True)
class FirmReach:
    """The firms that somebody may see: all, those of a city or county, or the ones that are given to them."""

    city: str | None = None
    county: str | None = None
    only: frozenset[UUID] | None = None

    @classmethod
    def of(cls, right: Reach, counties: Counties) -> FirmReach:
        """The firms to which a right of somebody reaches; none where its area is not one of ours."""
        if right.scope is Scope.ALL:
            return cls()
        if right.scope is Scope.HELD:
            return cls(only=right.held)
        if right.scope is Scope.AREA:
            with contextlib.suppress(KeyError):
                return cls(*counties.place(right.area))
        return cls(only=frozenset())


@dataclass(frozen=True)
class FirmQuery:
    """What somebody looks for: every word of ``text`` in the name, its pinyin initials or the credit code, and more.

    ``area`` is a city (an option of the fact) or a county (a code); ``level`` the certain level of the latest result,
    -1 for firms without any. ``open_questions`` asks for firms whose latest result waits for answers (True) or not.
    ``need`` is a category of providers. ``progress`` counts within ``round_id`` only.
    """

    text: str = ""
    area: str | None = None
    chain: str | None = None
    size: str | None = None
    level: int | None = None
    open_questions: bool | None = None
    need: str | None = None
    round_id: UUID | None = None
    progress: tuple[Progress, ...] = ()
    sort: FirmSort = "updated"

    def plain(self) -> dict[str, Any]:
        """The query as JSON, without what is not asked for."""
        told = {key: value for key, value in asdict(self).items() if value not in (None, "", ())}
        if self.round_id is not None:
            told["round_id"] = str(self.round_id)
        return told

    @classmethod
    def of_plain(cls, told: dict[str, Any]) -> FirmQuery:
        """The query that ``plain`` wrote; what this version does not know, or is no such thing, is left out."""
        texts = {key: told[key] for key in ("text", "area", "chain", "size", "need") if isinstance(told.get(key), str)}
        level, waits, sort, progress = (told.get(key) for key in ("level", "open_questions", "sort", "progress"))
        try:
            round_id = UUID(str(told["round_id"])) if "round_id" in told else None
        except ValueError:
            round_id = None
        return cls(
            **texts,
            level=level if type(level) is int and abs(level) < 100 else None,
            open_questions=waits if isinstance(waits, bool) else None,
            round_id=round_id,
            progress=tuple(one for one in PROGRESS if isinstance(progress, list | tuple) and one in progress),
            sort=next((one for one in get_args(FirmSort) if one == sort), "updated"),
        )


@dataclass(frozen=True)
class ListedFirm:
    """A firm in a list, and how far it is in the round that was asked for."""

    firm: Firm
    progress: Progress | None


@dataclass(frozen=True)
class RoundCount:
    """How many firms of an area are how far in a round; ``firms`` in the order of ``PROGRESS``."""

    city: str | None
    county: str | None
    firms: tuple[int, int, int, int]


class FirmList(Desk):
    """Looks through the firms of a database. A firm that was merged into another is never listed beside it."""

    def count_firms(self, query: FirmQuery | None = None, reach: FirmReach | None = None) -> int:
        """How many firms a query finds, by default all."""
        wanted = _where(query or FirmQuery(), reach or FirmReach())
        with self._reading() as connection:
            return connection.scalar(select(func.count()).select_from(_FIRMS).where(*wanted)) or 0

    def list_firms(
        self, query: FirmQuery, reach: FirmReach | None = None, *, start: int = 0, most: int = 50
    ) -> list[ListedFirm]:
        """One page of the firms that a query finds."""
        # First which, from an index wherever there is one, then what is shown of these few.
        page = select(_FIRMS.c.id).where(*_where(query, reach or FirmReach())).order_by(*_ORDER[query.sort])
        with self._reading() as connection:
            ids = list(connection.scalars(page.offset(start).limit(most)))
            rows = select(_FIRMS).where(_FIRMS.c.id.in_(ids))
            if query.round_id is not None:
                rows = rows.add_columns(_rank(query.round_id).label("rank"))
            found = {row.id: row for row in connection.execute(rows)}
        return [
            ListedFirm(firm_of_row(found[one]), None if query.round_id is None else PROGRESS[found[one].rank])
            for one in ids
        ]

    def all_firms(self, query: FirmQuery, reach: FirmReach | None = None) -> Iterator[ListedFirm]:
        """Every firm that a query finds, read page by page: who takes their time holds no transaction open."""
        start = 0
        while True:
            page = self.list_firms(query, reach, start=start, most=_AT_ONCE)
            yield from page
            if len(page) < _AT_ONCE:
                return
            start += _AT_ONCE

    def round_counts(self, round_id: UUID, areas: Sequence[str], reach: FirmReach | None = None) -> list[RoundCount]:
        """How far the firms of a round's areas have come, by city and county."""
        # First all firms by place, then those that have begun, both from indexes alone; the others have not.
        places = (_FIRMS.c.city, _FIRMS.c.county)
        wanted = _where(FirmQuery(), reach or FirmReach())
        everybody = select(*places, func.count().label("firms")).where(*wanted).group_by(*places)
        best = (
            select(_ASSESSMENTS.c.firm_id, _BEST.label("rank"))
            .where(_ASSESSMENTS.c.round_id == round_id, _ASSESSMENTS.c.firm_id.is_not(None))
            .group_by(_ASSESSMENTS.c.firm_id)
            .subquery()
        )
        begun = select(*places, best.c["rank"], func.count().label("firms")).join(best, best.c.firm_id == _FIRMS.c.id)
        found: dict[tuple[str | None, str | None], list[int]] = {}
        with self._reading() as connection:
            for row in connection.execute(begun.where(*wanted).group_by(*places, best.c["rank"])):
                found.setdefault((row.city, row.county), [0, 0, 0, 0])[row.rank] += row.firms
            for row in connection.execute(everybody):
                if not areas or row.city in areas or row.county in areas:
                    so_far = found.setdefault((row.city, row.county), [0, 0, 0, 0])
                    so_far[0] = row.firms - sum(so_far)
        return [
            RoundCount(city, county, (n[0], n[1], n[2], n[3]))
            for (city, county), n in sorted(found.items(), key=lambda one: (one[0][0] or "", one[0][1] or ""))
        ]

    def save_view(self, owner: str, name: str, query: FirmQuery) -> SavedView:
        """Keep a query under a name; the same name of the same person is overwritten."""
        name = schema.keepable(name.strip())
        if not name or len(name) > VIEW_NAME_LENGTH:
            raise TextRefused(
                label("视图要有名称", "A view needs a name"),
                label(f"最多 {VIEW_NAME_LENGTH} 个字。", f"It has {VIEW_NAME_LENGTH} characters at most."),
            )
        own = (_VIEWS.c.owner == owner) & (_VIEWS.c.name == name)
        with self._writing() as connection:
            values = {"query": query.plain(), "at": self._clock()}
            if not connection.execute(update(_VIEWS).where(own).values(**values)).rowcount:
                connection.execute(insert(_VIEWS).values(owner=owner, name=name, **values))
            row = connection.execute(select(_VIEWS).where(own)).one()
        return SavedView(row.id, row.name, row.query)

    def saved_views(self, owner: str) -> list[SavedView]:
        """The views that somebody keeps, by name."""
        rows = select(_VIEWS).where(_VIEWS.c.owner == owner).order_by(_VIEWS.c.name)
        with self._reading() as connection:
            return [SavedView(row.id, row.name, row.query) for row in connection.execute(rows)]

    def remove_view(self, owner: str, view_id: int) -> None:
        """Forget a view."""
        with self._writing() as connection:
            connection.execute(delete(_VIEWS).where(_VIEWS.c.owner == owner, _VIEWS.c.id == view_id))


_ORDER: dict[FirmSort, tuple[Any, ...]] = {
    "name": (_FIRMS.c.initials, _FIRMS.c.id),
    "updated": (_FIRMS.c.updated_at.desc(), _FIRMS.c.id.desc()),
    "level": (func.coalesce(_FIRMS.c.level, -1).desc(), _FIRMS.c.id),
    "open": (func.coalesce(_FIRMS.c.open_questions, -1).desc(), _FIRMS.c.id),
    "employees": (func.coalesce(_FIRMS.c.employees, -1).desc(), _FIRMS.c.id),
}


def _begun(round_id: UUID, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Has a firm an assessment in a round that meets the conditions?"""
    own = (_ASSESSMENTS.c.round_id == round_id, _ASSESSMENTS.c.firm_id == _FIRMS.c.id)
    return exists().where(*own, *conditions)


_VERIFIED = _ASSESSMENTS.c.verified_at.is_not(None)
_DONE = or_(_ASSESSMENTS.c.finished_at.is_not(None), _VERIFIED)
_BEST = func.max(case((_VERIFIED, 3), (_DONE, 2), else_=1))


def _so_far(round_id: UUID, progress: Sequence[Progress]) -> ColumnElement[bool]:
    """Is a firm as far in a round as one of these? Each is told by looking its assessments up in the index."""
    begun, done, verified = _begun(round_id), _begun(round_id, _DONE), _begun(round_id, _VERIFIED)
    if set(progress) == {"not_begun", "half_way"}:  # whom to remind, asked most
        return ~done
    told = {"not_begun": ~begun, "half_way": begun & ~done, "done": done & ~verified, "verified": verified}
    return or_(*(told[one] for one in progress))


def _rank(round_id: UUID) -> ColumnElement[int]:
    """How far a firm's best assessment in a round has come, as a place in ``PROGRESS``."""
    own = select(_BEST).where(_ASSESSMENTS.c.round_id == round_id, _ASSESSMENTS.c.firm_id == _FIRMS.c.id)
    return func.coalesce(own.correlate(_FIRMS).scalar_subquery(), 0)


def within_reach(reach: FirmReach) -> list[ColumnElement[bool]]:
    """What cuts any list of firms to those that somebody may see."""
    found: list[ColumnElement[bool]] = []
    if reach.county is not None:
        found.append(_FIRMS.c.county == reach.county)
    elif reach.city is not None:
        found.append(_FIRMS.c.city == reach.city)
    if reach.only is not None:
        found.append(_FIRMS.c.id.in_(reach.only))
    return found


def _where(query: FirmQuery, reach: FirmReach) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [_FIRMS.c.merged_into.is_(None), *within_reach(reach)]
    found += [_holds(word) for word in _SEPARATORS.split(unicodedata.normalize("NFKC", query.text)) if name_key(word)]
    if query.area is not None:
        found.append(or_(_FIRMS.c.city == query.area, _FIRMS.c.county == query.area))
    for column, wanted in ((_FIRMS.c.chain, query.chain), (_FIRMS.c.size, query.size)):
        if wanted is not None:
            found.append(column == wanted)
    if query.level is not None:
        found.append(_FIRMS.c.level.is_(None) if query.level < 0 else _FIRMS.c.level == query.level)
    if query.open_questions is not None:
        found.append(_FIRMS.c.open_questions > 0 if query.open_questions else _FIRMS.c.open_questions == 0)
    if query.need is not None:
        found.append(_FIRMS.c.needs.contains(f" {query.need} ", autoescape=True))
    if query.round_id is not None and query.progress:
        found.append(_so_far(query.round_id, query.progress))
    return found


def _holds(word: str) -> ColumnElement[bool]:
    """A word in the name, its initials or the code, however it was typed."""
    key = name_key(schema.keepable(word))
    named = _FIRMS.c.name_key.contains(key, autoescape=True)
    if not key.isascii():
        return named
    return or_(
        named,
        _FIRMS.c.initials.contains(key, autoescape=True),
        and_(_FIRMS.c.credit_code.is_not(None), _FIRMS.c.credit_code.startswith(key.upper(), autoescape=True)),
    )
