"""Firms: known by code, else by name and area; the assessments that are theirs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import column, table

from assessment.answers import UNANSWERED, Answer, State
from assessment.permissions import Role
from assessment.store import migrating, schema
from assessment.store.accounts import Person
from assessment.store.assessments import Store, open_store
from assessment.store.database import connect
from assessment.store.firm_list import FirmQuery, FirmReach
from assessment.store.firm_records import Firm, FirmIdentity, Standing
from assessment.store.refusals import MergeRefused, UnknownFirm
from tests.store.conftest import Clock

CODE = "91360100MA35EXAM0L"


def told(text: str) -> Answer:
    return Answer(State.ANSWERED, text)


def said(store: Store, **answers: str) -> Firm | None:
    """The firm of a new assessment whose owner gives these answers one by one."""
    assessment, _ = store.create_assessment("zh")
    for fact, answer in answers.items():
        store.save_answer(assessment.id, fact, told(answer), "self", "self", UNANSWERED)
    return store.firm_of(assessment.id)


class TestIdentity:
    """A credit code decides alone, else name and area; a bare name joins nobody."""

    def test_the_code_decides_whatever_the_name(self, store: Store) -> None:
        one, made = store.find_or_create_firm(FirmIdentity("示例机械有限公司", CODE, "nanchang"), "import")
        same, again = store.find_or_create_firm(FirmIdentity("示例机械", CODE, "jiujiang"), "import")
        assert (made, again, same.id, same.name, same.city) == (True, False, one.id, "示例机械有限公司", "nanchang")

    def test_without_a_code_the_same_name_in_the_same_city_is_the_same_firm(self, store: Store) -> None:
        one, _ = store.find_or_create_firm(FirmIdentity("示例（南昌）陶瓷", None, "nanchang"), "import")
        same, made = store.find_or_create_firm(FirmIdentity(" 示例(南昌)陶瓷", None, "nanchang"), "import")
        elsewhere, _ = store.find_or_create_firm(FirmIdentity("示例（南昌）陶瓷", None, "jiujiang"), "import")
        assert (same.id, made) == (one.id, False)
        assert elsewhere.id != one.id

    def test_a_name_without_a_city_joins_nobody(self, store: Store) -> None:
        one, _ = store.find_or_create_firm(FirmIdentity("示例"), "import")
        other, _ = store.find_or_create_firm(FirmIdentity("示例"), "import")
        assert one.id != other.id

    def test_what_was_not_known_is_filled_in_and_what_is_known_stays(self, store: Store) -> None:
        one, _ = store.find_or_create_firm(FirmIdentity("示例机械", None, "nanchang"), "import")
        filled, _ = store.find_or_create_firm(
            FirmIdentity("示例机械", None, "nanchang", "360102", "steel", 40), "import"
        )
        again, _ = store.find_or_create_firm(FirmIdentity("示例机械", None, "nanchang", "360102", "food", 50), "import")
        assert (filled.id, filled.county, filled.chain, filled.employees) == (one.id, "360102", "steel", 40)
        assert (again.chain, again.employees) == ("steel", 40)


class TestOnlineAnswers:
    """An owner's answers name the firm, as often as they change."""

    def test_two_assessments_of_one_firm_meet(self, store: Store) -> None:
        first = said(store, firm_name="示例机械有限公司", city="nanchang")
        second = said(store, city="nanchang", firm_name="示例机械有限公司")
        assert first is not None
        assert second is not None
        assert first.id == second.id
        assert len(store.firm_history(first.id)) == 2

    def test_a_name_being_typed_renames_one_firm_and_leaves_no_other(self, store: Store) -> None:
        assessment, _ = store.create_assessment("zh")
        for name in ("示例", "示例机", "示例机械有限公司"):
            store.save_answer(assessment.id, "firm_name", told(name), "self", "self", None)
        firm = store.firm_of(assessment.id)
        assert firm is not None
        assert (firm.name, store.count_firms()) == ("示例机械有限公司", 1)

    def test_a_name_taken_back_names_nobody_and_the_firm_goes(self, store: Store) -> None:
        assessment, _ = store.create_assessment("zh")
        store.save_answer(assessment.id, "firm_name", told("示例机械"), "self", "self", None)
        store.save_answer(assessment.id, "firm_name", UNANSWERED, "self", "self", None)
        assert store.firm_of(assessment.id) is None
        assert store.count_firms() == 0

    def test_deleting_the_last_assessment_forgets_a_firm_that_only_it_named(self, store: Store) -> None:
        kept, _ = store.find_or_create_firm(FirmIdentity("示例陶瓷", None, "jingdezhen"), "import")
        for name, city in (("示例机械", "nanchang"), ("示例陶瓷", "jingdezhen")):
            assessment, _ = store.create_assessment("zh")
            store.save_answer(assessment.id, "firm_name", told(name), "self", "self", None)
            store.save_answer(assessment.id, "city", told(city), "self", "self", None)
            store.delete_assessment(assessment.id)
        assert store.count_firms() == 1
        assert store.firm(kept.id).name == "示例陶瓷"


def test_a_firm_shows_where_its_latest_assessment_stands(store: Store, clock: Clock) -> None:
    firm = said(store, firm_name="示例机械", city="nanchang")
    assert firm is not None
    clock.move(days=300)
    said(store, firm_name="示例机械", city="nanchang")
    old, new = store.firm_history(firm.id)
    store.keep_standing(new.id, Standing("miit", "2024", 2, 3, 40, 50.5, 7, ("erp", "mes"), "small"))
    store.keep_standing(old.id, Standing("miit", "2024", 1, 1, 20, 20, 0, ("cloud",)))
    now = store.firm(firm.id)
    assert (now.level, now.open_questions, now.needs, now.size) == (2, 7, ("erp", "mes"), "small")
    store.delete_assessment(new.id)
    assert store.firm(firm.id).needs == ("cloud",)


def test_a_database_of_the_edition_before_gets_its_firms(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrating, "head", lambda: "0005")
    migrating.migrate(empty_url)
    monkeypatch.undo()
    at = datetime(2026, 3, 1, tzinfo=UTC)
    before = {
        name: table(name, *(column(each.name, each.type) for each in schema.metadata.tables[name].c))
        for name in ("assessments", "answers")
    }
    owners = (
        {"firm_name": "示例机械有限公司", "city": "nanchang"},
        {"firm_name": "示例机械 有限公司", "city": "nanchang", "employees": 40},
        {"firm_name": "示例陶瓷", "credit_code": CODE},
        {"firm_name": "示例陶瓷厂", "credit_code": CODE.lower(), "city": "jingdezhen"},
        {"city": "nanchang"},
    )
    ids = [uuid4() for _ in owners]
    with connect(empty_url, pooled=False).execution_options(writing=True).begin() as connection:
        for own, answers in zip(ids, owners, strict=True):
            times = {"created_at": at, "updated_at": at, "finished_at": at}
            values = {"id": own, **times, "language": "zh", "consent": True, "code_hash": "sha256$1"}
            connection.execute(before["assessments"].insert().values(**values))
            for fact, answer in answers.items():
                key = {"assessment_id": own, "fact_id": fact, "origin": "self", "state": 3, "at": at, "by": "self"}
                connection.execute(before["answers"].insert().values(**key, value=answer))
    store = open_store(empty_url)
    firms = [store.firm_of(own) for own in ids]
    assert [firm.name if firm else None for firm in firms] == [
        "示例机械有限公司", "示例机械有限公司", "示例陶瓷", "示例陶瓷", None,
    ]  # fmt: skip
    assert store.count_firms() == 2
    assert [len(store.answers(own)) for own in ids] == [len(answers) for answers in owners]
    assert all(store.assessment(own).consent for own in ids)
    store.close()


class TestList:
    """Found by part of the name, pinyin initials or code; cut by area, level, need and how far in a round."""

    @pytest.fixture
    def names(self, store: Store) -> Callable[..., list[str]]:
        for name, city, county, code in (
            ("示例机械有限公司", "nanchang", "360102", CODE),
            ("示例（南昌）陶瓷有限公司", "nanchang", "360121", None),
            ("示例100%食品", "jiujiang", None, None),
        ):
            store.find_or_create_firm(FirmIdentity(name, code, city, county, "food", 40), "import")
        return lambda reach=None, **query: [
            one.firm.name for one in store.list_firms(FirmQuery(sort="name", **query), reach)
        ]

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("机械", 1), ("sljx", 1), ("SLNC", 1), ("（南昌）", 1), (CODE[:6].lower(), 1), ("示例 陶瓷", 1),
            ("100%", 1), ("%", 3), ("示例", 3), ("不存在", 0), ("", 3), ("\x00", 3),
        ],
    )  # fmt: skip
    def test_what_is_typed_finds_it(self, names: Callable[..., list[str]], text: str, found: int) -> None:
        assert len(names(text=text)) == found

    def test_an_area_is_a_city_or_a_county_and_nobody_sees_beyond_their_own(
        self, names: Callable[..., list[str]]
    ) -> None:
        assert len(names(area="nanchang")) == 2
        assert names(area="360121") == ["示例（南昌）陶瓷有限公司"]
        assert names(FirmReach("nanchang", "360102"), area="jiujiang") == []
        assert names(FirmReach("nanchang", "360102")) == ["示例机械有限公司"]
        assert names(FirmReach(only=frozenset())) == []

    def test_by_level_need_and_what_is_open(self, store: Store, names: Callable[..., list[str]]) -> None:
        said(store, firm_name="示例机械有限公司", city="nanchang")
        (found,) = store.list_firms(FirmQuery("机械"))
        (past,) = store.firm_history(found.firm.id)
        store.keep_standing(past.id, Standing("miit", "2024", 2, 3, 40, 50, 7, ("erp",), "small"))
        for query in ({"level": 2}, {"need": "erp"}, {"open_questions": True}, {"size": "small"}):
            assert names(**query) == ["示例机械有限公司"]
        assert len(names(level=-1)) == 2
        assert names(need="er") == names(open_questions=False) == []

    def test_a_view_brings_the_same_list_back(self, store: Store, names: Callable[..., list[str]]) -> None:
        query = FirmQuery("sl", area="nanchang", round_id=uuid4(), progress=("not_begun", "half_way"), sort="level")
        store.save_view("clerk", "我的", FirmQuery())
        store.save_view("clerk", "我的", query)
        (kept,) = store.saved_views("clerk")
        assert FirmQuery.of_plain(kept.query) == query
        assert store.saved_views("other") == []


class TestTwins:
    """What may be one firm is shown; a person makes it one, and can take that back."""

    def test_one_name_in_two_legal_forms_is_shown_and_two_codes_are_two_firms(self, store: Store) -> None:
        for name, code, city in (
            ("示例机械有限公司", None, "nanchang"), ("江西示例机械有限责任公司", CODE, "nanchang"),
            ("示例机械", None, "jiujiang"), ("示例陶瓷有限公司", CODE[:-2] + "0A", "nanchang"),
            ("示例陶瓷公司", CODE[:-2] + "0B", "nanchang"), ("示例机械厂", None, None),
        ):  # fmt: skip
            store.find_or_create_firm(FirmIdentity(name, code, city), "import")
        (pair,) = store.twins()
        assert {one.name for one in pair} == {"示例机械有限公司", "江西示例机械有限责任公司"}
        uncoded = next(one for one in pair if one.credit_code is None)
        assert [one.name for one in store.twins_of(uncoded.id)] == ["江西示例机械有限责任公司", "示例机械厂"]
        assert store.twins(FirmReach("jiujiang")) == []

    def test_merged_everything_is_the_kept_firms_and_undone_each_has_its_own_again(self, store: Store) -> None:
        kept = said(store, firm_name="示例机械", city="nanchang")
        gone = said(store, firm_name="示例机械公司", city="nanchang", credit_code=CODE)
        assert kept is not None
        assert gone is not None
        store.add_firm_note(gone.id, "去过", "经办")
        store.keep_standing(store.firm_history(gone.id)[0].id, Standing("miit", "2024", 2, 2, 40, 40, 0, ("erp",)))
        merge = store.merge_firms(kept.id, gone.id, "经办")
        one = store.firm(kept.id)
        assert (len(store.firm_history(kept.id)), one.credit_code, one.level) == (2, CODE, 2)
        assert [note.text for note in store.firm_notes(kept.id)] == ["去过"]
        assert (store.count_firms(), store.firm(gone.id).merged_into) == (1, kept.id)
        assert store.find_firm(FirmIdentity("示例机械公司", None, "nanchang")) == one
        store.undo_merge(merge.id, "主任")
        assert store.firm(kept.id).credit_code is None
        assert store.firm(gone.id).credit_code == CODE
        assert [len(store.firm_history(firm.id)) for firm in (kept, gone)] == [1, 1]
        assert [note.text for note in store.firm_notes(gone.id)] == ["去过"]
        assert (store.firm(kept.id).level, store.firm(gone.id).level) == (None, 2)
        (told_,) = store.merges(kept.id)
        assert (told_.gone_name, told_.by, told_.undone_by) == ("示例机械公司", "经办", "主任")

    def test_whoever_holds_the_firm_that_goes_holds_the_kept_one_until_the_merge_is_undone(self, store: Store) -> None:
        kept, gone = (
            store.find_or_create_firm(FirmIdentity(name, None, "nanchang"), "import")[0]
            for name in ("示例甲", "示例甲厂")
        )
        people = [store.add_account(Person(name, name, Role.CONSULTANT), None) for name in ("示例顾问", "示例前顾问")]
        for one in people:
            store.give_firm(one.id, gone.id)
        store.take_firm(people[1].id, gone.id)

        def held() -> list[set[UUID]]:
            return [set(found.firms) for one in people if (found := store.account_named(one.login))]

        merge = store.merge_firms(kept.id, gone.id, "经办")
        assert held() == [{kept.id, gone.id}, set()]
        store.undo_merge(merge.id, "经办")
        assert held() == [{gone.id}, set()]

    def test_what_cannot_be_one_is_refused(self, store: Store) -> None:
        one, _ = store.find_or_create_firm(FirmIdentity("示例甲", CODE, "nanchang"), "import")
        other, _ = store.find_or_create_firm(FirmIdentity("示例乙", CODE[:-2] + "0A", "nanchang"), "import")
        third, _ = store.find_or_create_firm(FirmIdentity("示例丙", None, "nanchang"), "import")
        for pair in ((one.id, other.id), (one.id, one.id)):
            with pytest.raises(MergeRefused):
                store.merge_firms(*pair, "经办")
        merge = store.merge_firms(one.id, third.id, "经办")
        with pytest.raises(MergeRefused, match="already"):
            store.merge_firms(other.id, third.id, "经办")
        store.undo_merge(merge.id, "经办")
        with pytest.raises(MergeRefused, match="already"):
            store.undo_merge(merge.id, "经办")
        with pytest.raises(UnknownFirm):
            store.merge_firms(one.id, uuid4(), "经办")


def test_firms_that_a_person_told_apart_are_not_shown_as_twins_again_until_asked_for(store: Store) -> None:
    one, two = (
        store.find_or_create_firm(FirmIdentity(name, None, "nanchang"), "import")[0]
        for name in ("示例机械有限公司", "示例机械有限责任公司")
    )
    assert {firm.id for group in store.twins() for firm in group} >= {one.id, two.id}
    assert two.id in {firm.id for firm in store.twins_of(one.id)}
    for _ in range(2):
        store.tell_apart(two.id, one.id, "示例经办")
    assert [firm for group in store.twins() for firm in group if firm.id in (one.id, two.id)] == []
    assert two.id not in {firm.id for firm in store.twins_of(one.id)}
    assert one.id not in {firm.id for firm in store.twins_of(two.id)}
    assert [(firm.id, by) for firm, by, _ in store.told_apart(one.id)] == [(two.id, "示例经办")]
    store.ask_again(one.id, two.id, "示例经办")
    assert store.told_apart(two.id) == [] and two.id in {firm.id for firm in store.twins_of(one.id)}
    acts = [line.details for line in store.trail.lines() if line.act == "firms_told_apart"]
    assert acts == [{"apart": two.id.hex, "undone": True}, {"apart": one.id.hex}]
    with pytest.raises(UnknownFirm):
        store.tell_apart(one.id, UUID(int=0), "示例经办")
