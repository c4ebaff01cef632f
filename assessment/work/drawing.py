"""Lists of visits kept in the database as they were drawn, and taken up again after the visits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from assessment import settings
from assessment.advisory import Advisor
from assessment.answers.firm_name import name_key
from assessment.batch import Batch, scored_firms
from assessment.batch.foreseeing import AreaShare, DrawnVisits, corrected_shares, visit_list
from assessment.content.counties import Counties
from assessment.foresight import REFUSED_SHARE
from assessment.language import Label, label
from assessment.problems import refuse
from assessment.store.area_book import LatestAssessment
from assessment.store.assessments import Store
from assessment.store.draw_shelf import VisitDraw
from assessment.work import known
from assessment.work.kept import DRAW
from assessment.work.runner import JobAtWork, Work

_PREDICTING = label("正在估算每家走访会不会改变结论", "Predicting for every firm whether a visit changes its level")


def keep(
    store: Store,
    drawn: DrawnVisits,
    batch: Batch,
    firms_of: str,
    round_id: UUID | None,
    area: str,
    asked: Mapping[str, Any],
    by: str,
) -> VisitDraw:
    """Keep a list drawn from the firms of a batch; ``asked`` is what it was drawn with."""
    return store.keep_draw(
        firms_of=firms_of,
        round_id=round_id,
        area=area,
        framework=batch.reading.main.key,
        level=drawn.level,
        firms=len(batch.table),
        visits=len(drawn.drawn.firms),
        seed=asked["seed"],
        refused=asked.get("refused", REFUSED_SHARE),
        by=by,
        identities=drawn.marks.tolist(),
        data=drawn.to_bytes(),
    )


def told(draw: VisitDraw) -> Label:
    """That a list was kept, and under which number."""
    return label(
        "名单已存下，编号 {number}：走访以后按它推算，不用再填抽签时的数。",
        "The list is kept under number {number}: after the visits all is reckoned from it, and nothing is typed again.",
    ).fill(number=draw.number)


def kept(store: Store, number: str) -> DrawnVisits:
    """A list by its number, or the beginning of it; raises ``InputRefused`` where there is none, or several."""
    draws = store.draws()
    wanted = [one for one in draws if number and one.id.hex.startswith(number.strip().lower())]
    if len(wanted) != 1:
        known = "；".join(
            f"{one.number}（{one.firms_of}，{one.visits}/{one.firms}，{one.at:%Y-%m-%d}）" for one in draws
        )
        raise refuse(
            "draw",
            label("没有这份走访名单", "there is no such list of visits"),
            label(f"现有：{known or '—'}。", f"There are: {known or '—'}."),
            number,
        )
    return _list_of(store, wanted[0])


@dataclass(frozen=True)
class DrawnFirm:
    """A firm of a list that was kept: None for ``firm`` where it was erased, or is not known by what it was drawn by.

    ``chance`` is how likely a visit changes whether it stands at the level, by prediction; its visit speaks for
    ``speaks_for`` firms.
    """

    firm: LatestAssessment | None
    reported: bool
    chance: float
    speaks_for: float


def firms_drawn(store: Store, counties: Counties, draw: VisitDraw) -> list[DrawnFirm]:
    """The firms of a list, as they are known now: those of a city and county together, the likeliest first."""
    list_ = _list_of(store, draw)
    here = {
        store.mark(one.credit_code or name_key(one.name)): one
        for one in known.latest(store, counties, draw.round_id, draw.area)
    }
    rows = sorted(
        list_.drawn.firms.tolist(), key=lambda row: (list_.city[row], list_.county[row], -list_.risk[row], row)
    )
    return [
        DrawnFirm(
            firm=here.get(str(list_.marks[row])),
            reported=bool(list_.reported[row]),
            chance=float(list_.risk[row]),
            speaks_for=1 / list_.drawn.chance(row),
        )
        for row in rows
    ]


def shares_of(
    store: Store, advisor: Advisor, counties: Counties, draw: VisitDraw, visited: Sequence[LatestAssessment]
) -> list[AreaShare]:
    """What the visits to the firms of a list say of all, once every one was ``visited``."""
    firms = known.gathered(
        store,
        advisor.bank,
        counties,
        draw.number,
        draw.round_id,
        draw.area,
        only={one.firm_id for one in visited},
    )
    seen = scored_firms(advisor, firms, _day_of(store, draw.round_id))
    return corrected_shares(_list_of(store, draw), seen, seen, store.mark)


def _list_of(store: Store, draw: VisitDraw) -> DrawnVisits:
    found = store.draw_data(draw.id)
    assert found is not None, "lists are not deleted"
    return DrawnVisits.of_bytes(*found)


def _day_of(store: Store, round_id: UUID | None) -> date:
    """By the rules of which day: the round's, or today's."""
    return settings.today() if round_id is None else store.round(round_id).edition


def draw_kinds(advisor: Callable[[], Advisor], counties: Callable[[], Counties]) -> Mapping[str, Work]:
    """The kind of jobs that draw a list from the firms of the database."""
    return {DRAW: partial(_draw, advisor, counties)}


def _draw(advisor: Callable[[], Advisor], counties: Callable[[], Counties], task: JobAtWork) -> Any:
    given, store, now, places = task.job.given, task.store, advisor(), counties()
    round_id, area = None if given["round"] is None else UUID(given["round"]), given["area"]
    called = area if round_id is None else store.round(round_id).name
    firms = known.gathered(store, now.bank, places, called, round_id, area, task.say, task.advance, reported=True)
    task.say(_PREDICTING)
    batch = scored_firms(now, firms, _day_of(store, round_id))
    asked = {name: given[name] for name in ("level", "visits", "seed", "refused")}
    _, list_ = visit_list(batch, **asked, lang="zh", proved=known.proved(store, places, round_id, area))
    kept = keep(store, list_, batch, called, round_id, area, asked, given["by"])
    return {"draw": str(kept.id)}
