"""Lists of visits that are kept: as they were drawn, the latest first, with a line in the trail."""

from __future__ import annotations

import hashlib
from uuid import UUID, uuid4

import numpy as np
import pytest

from assessment.answers import Answer, State
from assessment.batch.foreseeing import DrawnVisits
from assessment.foresight import whom_to_visit
from assessment.store.assessments import Store

ASKED = {"framework": "示例@1", "level": 2, "firms": 40, "visits": 8, "seed": 3, "refused": 0.1, "by": "示例经办"}


def drawn() -> DrawnVisits:
    risk = np.linspace(0.01, 0.6, 40)
    city = np.arange(40) % 2 + 1
    return DrawnVisits(
        level=2,
        drawn=whom_to_visit(risk, risk > 0.3, city, 8, 3),
        marks=np.array([*(f"示例{i}" for i in range(39)), ""]),
        risk=risk,
        reported=risk > 0.3,
        areas=("", "nanchang", "ganzhou"),
        city=city,
        county=np.zeros(40, np.int64),
    )


def test_a_list_comes_back_as_it_was_drawn(store: Store) -> None:
    list_ = drawn()
    first = store.keep_draw("示例轮次", None, "360000", **ASKED, identities=list_.marks.tolist(), data=list_.to_bytes())
    second = store.keep_draw("示例.csv", None, "", **ASKED, identities=[], data=b"x")
    assert {one.id for one in store.draws()} == {first.id, second.id} and first in store.draws()
    assert store.trail.lines()[0].act == "visits_drawn"
    marks, data = store.draw_data(first.id) or ([], b"")
    assert marks == [store.mark(one) for one in list_.marks.tolist()] and marks[-1] == ""
    back = DrawnVisits.of_bytes(marks, data)
    assert (back.level, back.areas) == (2, list_.areas)
    for one, other in zip(vars(back.drawn).values(), vars(list_.drawn).values(), strict=True):
        assert np.array_equal(one, other)
    for name in ("risk", "reported", "city", "county"):
        assert np.array_equal(getattr(back, name), getattr(list_, name))
    assert store.draw_data(uuid4()) is None


@pytest.mark.parametrize("data", [b"", b"x", b"PK\x03\x04"])
def test_what_is_no_list_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="no list of visits"):
        DrawnVisits.of_bytes([], data)


def test_a_mark_tells_nobody_without_the_secret_beside_the_database(store: Store) -> None:
    plain = {hashlib.new(name, "示例甲".encode()).hexdigest()[:24] for name in ("sha256", "blake2b", "md5")}
    assert store.mark("示例甲") != store.mark("示例乙") and store.mark("") == ""
    assert "示例甲" not in store.mark("示例甲") and store.mark("示例甲")[:24] not in plain


def test_a_firm_that_is_erased_leaves_no_mark_in_any_list(store: Store) -> None:
    gone, stays = (begun(store, name) for name in ("示例（甲）", "示例乙"))
    told = ["示例甲", "示例乙", ""]
    draw = store.keep_draw("示例轮次", None, "", **ASKED, identities=told, data=b"x")
    assert store.erase(gone).rows["visit_draws"] == 1
    marks, _ = store.draw_data(draw.id) or ([], b"")
    assert marks == ["", store.mark("示例乙"), ""] and store.assessment(stays)


def begun(store: Store, name: str) -> UUID:
    assessment, _ = store.create_assessment("zh")
    store.save_answer(assessment.id, "firm_name", Answer(State.ANSWERED, name), "self", "self", None)
    return assessment.id
