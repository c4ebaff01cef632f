"""Lists of visits kept in the database as they were drawn, and taken up again after the visits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from assessment.batch import Batch
from assessment.batch.foreseeing import DrawnVisits
from assessment.foresight import REFUSED_SHARE
from assessment.language import Label, label
from assessment.problems import refuse
from assessment.store.assessments import Store
from assessment.store.draw_shelf import VisitDraw


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
    found = store.draw_data(wanted[0].id)
    assert found is not None, "lists are not deleted"
    return DrawnVisits.of_bytes(*found)
