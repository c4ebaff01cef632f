"""Lists of visits that are kept: as they were drawn, the latest first, with a line in the trail."""

from __future__ import annotations

from uuid import uuid4

import numpy as np
import pytest

from assessment.batch.foreseeing import DrawnVisits
from assessment.batch.foreseeing.drawing import marks_of
from assessment.foresight import whom_to_visit
from assessment.store.assessments import Store

ASKED = {"framework": "示例@1", "level": 2, "firms": 40, "visits": 8, "seed": 3, "refused": 0.1, "by": "示例经办"}


def drawn() -> DrawnVisits:
    risk = np.linspace(0.01, 0.6, 40)
    city = np.arange(40) % 2 + 1
    return DrawnVisits(
        level=2,
        salt="s",
        drawn=whom_to_visit(risk, city, 8, 3),
        marks=marks_of([f"示例{i}" for i in range(39)] + [""], "s"),
        risk=risk,
        reported=risk > 0.3,
        areas=("", "nanchang", "ganzhou"),
        city=city,
        county=np.zeros(40, np.int64),
    )


def test_a_list_comes_back_as_it_was_drawn(store: Store) -> None:
    list_ = drawn()
    first = store.keep_draw("示例轮次", None, "360000", **ASKED, data=list_.to_bytes())
    second = store.keep_draw("示例.csv", None, "", **ASKED, data=b"x")
    assert {one.id for one in store.draws()} == {first.id, second.id} and first in store.draws()
    assert store.trail.lines()[0].act == "visits_drawn"
    back = DrawnVisits.of_bytes(store.draw_data(first.id) or b"")
    assert (back.level, back.salt, back.areas) == (2, "s", list_.areas)
    for one, other in zip(vars(back.drawn).values(), vars(list_.drawn).values(), strict=True):
        assert np.array_equal(one, other)
    for name in ("marks", "risk", "reported", "city", "county"):
        assert np.array_equal(getattr(back, name), getattr(list_, name))
    assert store.draw_data(uuid4()) is None


@pytest.mark.parametrize("data", [b"", b"x", b"PK\x03\x04"])
def test_what_is_no_list_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="no list of visits"):
        DrawnVisits.of_bytes(data)


def test_a_mark_tells_nobody_and_differs_from_list_to_list() -> None:
    (one,), (other,), (nobody,) = marks_of(["甲"], "s"), marks_of(["甲"], "t"), marks_of([""], "s")
    assert one != other and nobody == "" and "甲" not in one
