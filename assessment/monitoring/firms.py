"""The firms of an area and a round as columns: who they are, how far they are, where they stand, what is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from assessment.language import Lang, label
from assessment.monitoring.measured import FigureLayout, KeptNumbers, Numbers

Texts = NDArray[np.object_]
PLACES = ("city", "county", "chain", "size")
"""By what firms are grouped."""


@dataclass(frozen=True)
class Standings:
    """Where n firms stand, each array (n,); a firm without a kept result has no numbers.

    ``version`` is the edition that gave the figures, ``figures`` (n, columns of ``layout``) what is kept besides.
    ``needs`` are kinds of providers, a blank around each.
    """

    version: Texts
    level_low: Numbers
    level_high: Numbers
    points_low: Numbers
    points_high: Numbers
    open_questions: Numbers
    needs: Texts
    layout: FigureLayout
    figures: KeptNumbers

    @property
    def known(self) -> NDArray[np.bool_]:
        """Who has a result (n,)."""
        return ~np.isnan(self.level_low)

    @property
    def detailed(self) -> NDArray[np.bool_]:
        """Whose figures are kept (n,)."""
        return self.known & ~np.isnan(self.figures[:, self.layout.place["level.low"]])

    def column(self, name: str) -> Numbers:
        """One kept figure (n,), no number where it is not known."""
        return np.where(self.known, self.figures[:, self.layout.place[name]].astype(np.float64), np.nan)

    def by_edition(self) -> Standings:
        """All by the layout's edition: who stands under another one is taken as scored anew, or not at all."""
        version = self.layout.framework.spec.version
        own = self.version == version

        def told(standing: Numbers, name: str) -> Numbers:
            return np.where(own, standing, self.figures[:, self.layout.place[name]].astype(np.float64))

        level_low = told(self.level_low, "level.low")
        versions = np.full(len(own), None, object)
        versions[~np.isnan(level_low)] = version
        return replace(
            self,
            version=versions,
            level_low=level_low,
            level_high=told(self.level_high, "level.high"),
            points_low=told(self.points_low, "points.low"),
            points_high=told(self.points_high, "points.high"),
        )


@dataclass(frozen=True)
class MonitoredFirms:
    """n firms: ``ids`` and names, ``places`` by ``PLACES`` (None where not known), how far each is, and its standing.

    ``invited`` are those of the round's areas. ``before`` is the standing in the round that is compared with, under
    its own edition, with figures by the edition of now; None where nothing is. ``reached`` has, by kind of provider,
    how far each came by its invitations (n,): the place of the furthest step, -1 for who was not invited.
    """

    ids: Texts
    names: Texts
    credit_codes: Texts
    places: dict[str, Texts]
    employees: Numbers
    invited: NDArray[np.bool_]
    begun: NDArray[np.bool_]
    done: NDArray[np.bool_]
    verified: NDArray[np.bool_]
    now: Standings
    before: Standings | None = None
    reached: Mapping[str, NDArray[np.int8]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.ids)

    def rows(self, lang: Lang) -> Iterator[list[object]]:
        """A row for each firm under a header, from which every figure of the dashboard can be found again.

        A header is a name that programs read, a bar, and words; what is not known is left empty.
        """
        heads = [f"{name}|{words.text(lang)}" for name, words in _HEADS.items()]
        meetings = [f"reached.{name}" for name in self.reached]
        yield [*heads, *meetings, *(_BEFORE if self.before is not None else ()), *self.now.layout.columns]
        marks = np.column_stack([self.invited, self.begun, self.done, self.verified]).astype(int)
        columns: list[Texts | Numbers] = [
            self.ids,
            self.names,
            self.credit_codes,
            *(self.places[name] for name in PLACES),
            self.employees,
        ]
        told: list[Sequence[object]] = [*map(_plain, columns), *marks.T.tolist(), *_standing(self.now)]
        told += [["" if one < 0 else one for one in steps.tolist()] for steps in self.reached.values()]
        if self.before is not None:
            told += [*_standing(self.before)][:5]
            told += [_plain(self.before.figures[:, at]) for at in range(4)]
        told += [_plain(column) for column in self.now.figures.T]
        yield from (list(row) for row in zip(*told, strict=True))


def _standing(standings: Standings) -> Iterator[list[object]]:
    yield _plain(standings.version)
    for one in (standings.level_low, standings.level_high, standings.points_low, standings.points_high):
        yield _plain(one)
    yield _plain(standings.open_questions)
    yield [str(one or "").strip() for one in standings.needs.tolist()]


def _plain(column: Texts | Numbers | KeptNumbers) -> list[object]:
    """Values as a cell has them: nothing for what is not known, whole numbers without a point."""
    return [
        "" if one is None or one != one else int(one) if isinstance(one, float) and one.is_integer() else one
        for one in column.tolist()
    ]


_HEADS = {
    "firm": label("编号", "id"),
    "name": label("企业名称", "firm name"),
    "credit_code": label("统一社会信用代码", "unified social credit code"),
    "city": label("市", "city"),
    "county": label("县区代码", "county code"),
    "chain": label("产业链", "chain"),
    "size": label("规模", "size class"),
    "employees": label("人数", "people"),
    "invited": label("在本轮地区内", "in the round's areas"),
    "begun": label("已开始", "begun"),
    "done": label("已完成", "done"),
    "verified": label("已核实", "verified"),
    "version": label("指标版本", "edition"),
    "level_low": label("已确定的等级", "certain level"),
    "level_high": label("最多到的等级", "possible level"),
    "points_low": label("最低得分", "least points"),
    "points_high": label("最高得分", "most points"),
    "open_questions": label("待补的题", "open answers"),
    "needs": label("需要", "needs"),
}
_BEFORE = tuple(
    f"before.{name}"
    for name in (
        "version", "level_low", "level_high", "points_low", "points_high",
        "replayed.level_low", "replayed.level_high", "replayed.points_low", "replayed.points_high",
    )
)  # fmt: skip
