"""A figure that is about right comes back as it was confirmed, and the list of firms knows the head count."""

from __future__ import annotations

from assessment.answers import Answer, Roughly, State
from assessment.store.assessments import Store


def test_an_approximate_figure_is_kept_with_its_range_and_logged(store: Store) -> None:
    firm, _ = store.create_assessment("zh")
    store.save_answer(firm.id, "firm_name", Answer(State.ANSWERED, "示例机械厂"), "self", "self", None)
    about = Answer(State.ANSWERED, 40.0, roughly=Roughly(36, 44, "约40人"))
    store.save_answer(firm.id, "employees", about, "self", "self", None)
    assert store.answers(firm.id)["employees"] == store.effective_answers(firm.id)["employees"] == about
    assert store.log(firm.id, "employees")[-1].new == about.plain()
    known = store.firm_of(firm.id)
    assert known is not None and known.employees == 40
