"""The result behind the page: computed once a change, peers without oneself, what the crosswalk made of the answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

from assessment import settings
from assessment.advisory import Advisory, default_advisor
from assessment.answers import Answer, AnswerTable, State
from assessment.peers import said_in_table
from assessment.providers import Exposure
from assessment.store.assessments import Store, open_store
from assessment.web import resources
from assessment.web.result import computing, keeping
from tests.web.result_page import SAMPLES, sample, save


@pytest.fixture
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'own.sqlite3'}")
    monkeypatch.setattr(resources, "store", lambda: opened)
    monkeypatch.setattr(resources, "advisor", default_advisor)
    computing.counted.clear()
    st.session_state.clear()
    yield opened
    computing.counted.clear()
    opened.close()


def test_a_result_is_computed_once_for_each_change_of_the_answers(own_store: Store):
    firms = [own_store.create_assessment("zh")[0].id for _ in range(2)]
    for firm, name in zip(firms, SAMPLES, strict=False):
        save(own_store, firm, sample(name))
    first = computing.compute(firms[0])
    assert computing.compute(firms[0]) is first
    assert first.advisory.main.points == pytest.approx(33.65)
    # Another firm in the same session gets its own.
    assert computing.compute(firms[1]).advisory.main.points == pytest.approx(28.6)
    save(own_store, firms[0], {"equipment_digital": 45})
    changed = computing.compute(firms[0])
    assert changed.advisory.main.points_low > first.advisory.main.points_low
    own_store.add_comment(firms[0], "result", "意见", "示例顾问")
    assert [one.text for one in computing.compute(firms[0]).advisory.comments] == ["意见"]


def test_a_result_of_the_page_equals_that_of_the_advisor(own_store: Store):
    firm = own_store.create_assessment("zh")[0].id
    save(own_store, firm, sample("ceramics"))
    bank = default_advisor().bank
    table, _ = AnswerTable.from_records(bank, [sample("ceramics")], [str(firm)])
    direct = default_advisor().reading(table, settings.today()).advisory(0, Exposure(), example=True)
    assert computing.compute(firm).advisory == direct
    assert Advisory.model_validate(direct.model_dump(mode="json")) == direct


def test_real_peers_are_the_finished_firms_that_agreed_without_the_own_assessment(own_store: Store):
    firms = [own_store.create_assessment("zh")[0].id for _ in range(23)]
    for i, firm in enumerate(firms):
        save(own_store, firm, sample("moulding", firm_name=f"示例厂{i}", equipment_digital=10 + i))
        if i:
            own_store.set_consent(firm, True, "同意参加同行比较")
        if i != 1:
            own_store.finish(firm)
    assert {str(firm) for firm in firms[2:]} == set(computing.counted_peers().table.ids)
    outsider, member = (computing.compute(firms[i]).advisory.peers[0].value.standing for i in (0, 2))
    assert (outsider.real, member.real) == (20, 19)
    assert member.modelled_share < 1


def test_a_member_of_the_only_ten_firms_is_not_shown_nine(own_store: Store):
    firms = [own_store.create_assessment("zh")[0].id for _ in range(11)]
    for i, firm in enumerate(firms):
        save(own_store, firm, sample("moulding", equipment_digital=10 + i))
        own_store.set_consent(firm, i > 0, "同意参加同行比较")
        own_store.finish(firm)
    assert [computing.compute(firms[i]).advisory.peers[0].value.standing.real for i in (0, 2)] == [10, 0]


def test_typing_the_name_of_a_member_tells_nothing(own_store: Store):
    """A stranger sees the same picture whether the firm named takes part or not."""
    firms = [own_store.create_assessment("zh")[0].id for _ in range(20)]
    for i, firm in enumerate(firms):
        save(own_store, firm, sample("moulding", firm_name=f"示例厂{i}", equipment_digital=10 + i))
        own_store.set_consent(firm, True, "同意参加同行比较")
        own_store.finish(firm)
    stranger, seen = own_store.create_assessment("zh")[0].id, []
    for typed in ({"firm_name": "没有这家"}, {"firm_name": "示例厂3"}):
        save(own_store, stranger, sample("moulding", **typed))
        seen.append(computing.compute(stranger).advisory.peers)
    assert seen[0] == seen[1] and seen[0][0].value.standing.real == 20
    own_store.set_consent(stranger, True, "同意参加同行比较")
    own_store.finish(stranger)
    assert len(computing.counted_peers().table) == 21
    own_store.delete_assessment(stranger)
    assert len(computing.counted_peers().table) == 20, "deleted: gone at once"
    own_store.set_consent(firms[3], False, "同意参加同行比较")
    assert computing.compute(firms[0]).advisory.peers[0].value.standing.real == 10, (
        "its step is gone at once, and nobody fills it"
    )


def test_firms_of_a_confirmed_workbook_become_peers_until_it_is_withdrawn(own_store: Store):
    records = [sample("moulding", firm_name=f"示例厂{i}", peer_consent="yes" if i < 12 else "no") for i in range(14)]
    table, faults = AnswerTable.from_records(default_advisor().bank, records)
    assert not faults
    said = said_in_table(table, default_advisor().peer_facts(), own_store.secret.digest)
    batch = own_store.confirm_batch(said, "firms.xlsx", "示例经办人")
    assert (batch.agreed, batch.refused) == (12, 2)
    outsider = own_store.create_assessment("zh")[0].id
    save(own_store, outsider, sample("ceramics"))
    assert computing.compute(outsider).advisory.peers[0].value.standing.real == 10
    own_store.withdraw_batch(batch.id, "示例经办人")
    (kept,) = own_store.peer_batches()
    assert kept.said is None and kept.withdrawn_by == "示例经办人"
    assert computing.compute(outsider).advisory.peers[0].value.standing.real == 0


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("示例机械有限公司", "赣企数诊-示例机械有限公司-"),
        ("../../etc/passwd", "赣企数诊-etc-passwd-"),
        ('a<b>:"c"|?*', "赣企数诊-a-c-"),
        ("…", "赣企数诊-2"),
        ("长" * 200, f"赣企数诊-{'长' * 40}-"),
    ],
)
def test_the_report_has_a_name_that_every_system_can_store(name: str, expected: str):
    table, _ = AnswerTable.from_records(default_advisor().bank, [{}])
    advisory = next(default_advisor().advise(table, settings.today()))
    named = advisory.model_copy(update={"firm": advisory.firm.model_copy(update={"name": name})})
    found = keeping.file_name(named)
    assert found.startswith(expected) and found.endswith(".pdf")
    assert re.fullmatch(r"[\w.-]+", found)


def test_an_answer_that_no_longer_fits_is_told_and_the_rest_counts(own_store: Store):
    firm = own_store.create_assessment("zh")[0].id
    save(own_store, firm, sample("moulding", equipment_digital=None))
    own_store.save_answer(firm, "equipment_digital", Answer(State.ANSWERED, 60.0), "self", "test", None)
    live = computing.compute(firm)
    assert [(one.fact, one.found) for one in live.advisory.refused] == [("equipment_digital", "60")]
    assert live.advisory.main.points is None and live.advisory.main.known > 0.9


def test_what_the_owner_says_to_a_step_is_in_the_result_at_once_and_can_be_taken_back(own_store: Store):
    firm = own_store.create_assessment("zh")[0].id
    save(own_store, firm, sample("ceramics", troubles=["rework"]))
    first = computing.compute(firm)
    step = first.advisory.plan.steps[0].measure
    own_store.put_plan_entry(firm, "reply", step, {"reply": "not_for_us", "units": 1}, "owner")
    own_store.put_plan_entry(firm, "reply", "no_longer_known", {"reply": "later", "units": 1}, "owner")
    told = computing.compute(firm)
    assert [one.measure for one in told.advisory.replies] == [step]
    assert step not in {one.measure for one in told.advisory.plan.steps}
    assert told.advisory.relief is not None and told.advisory.relief.titles[0].zh == "返工多"
    own_store.remove_plan_entry(firm, "reply", step, "owner")
    assert computing.compute(firm).advisory == first.advisory
