"""A trial on the firms in hand is a job, and gives what the command gives."""

from __future__ import annotations

import datetime
import threading
from pathlib import Path
from uuid import UUID

import pytest
from openpyxl import load_workbook

from assessment.advisory import default_advisor
from assessment.answers import read_answer
from assessment.batch import Stopped, score_file
from assessment.batch.foreseeing import best_division
from assessment.evidence import CleanFile
from assessment.permissions import PROVINCE
from assessment.problems import InputRefused
from assessment.store.assessments import Store
from assessment.work import kept, kinds, known
from assessment.work.runner import JobAtWork
from tests.batches import as_csv, records

DAY = datetime.date(2026, 11, 1)


@pytest.fixture
def firms() -> bytes:
    return as_csv(records(default_advisor(), 8, 5))


def at_work(store: Store, firms: bytes, trial: str, asked: dict[str, object]) -> JobAtWork:
    file = kept.put(store, "示例.csv", firms, "", DAY)
    given = {"faultless": False, "trial": trial, "asked": asked, "lang": "zh"}
    return JobAtWork(store, store.begin_job(kinds.FORESEEING, "", given, file.id), "test")


@pytest.mark.parametrize(
    ("trial", "asked", "words"),
    [
        ("sum", {"budget": 60.0, "cap": None, "floors": []}, "没有更好的分法"),
        ("sum", {"budget": 20.0, "cap": None, "floors": [], "count": "both", "weight": 7}, "一级按 7 分算"),
        ("visits", {"level": 1, "visits": 3, "seed": 1}, "从 8 家里抽 3 家"),
        ("groups", {"level": 3, "by": "city"}, "没有找到一起买能省钱的组"),
        ("policy", {"scenarios": [{"name": "补一半", "level": 4, "percent": 50.0, "budget": 90.0}]}, "今天：8 家里"),
    ],
)
def test_a_trial_tells_and_keeps_its_workbook(store: Store, firms: bytes, trial: str, asked, words: str) -> None:
    task = at_work(store, firms, trial, asked)
    result = kinds.kinds(default_advisor)[kinds.FORESEEING](task)
    assert words in result["lines"][0][0]
    rows = list(load_workbook(kinds.foreseen_of(task.job)).worksheets[0].values)
    assert len(rows) - 1 == result["firms"]
    assert (result["comparison"] is not None) == (trial == "policy")


def test_the_page_and_the_command_divide_alike(store: Store, firms: bytes, tmp_path: Path) -> None:
    task = at_work(store, firms, "sum", {"budget": 60.0, "cap": None, "floors": []})
    result = kinds.kinds(default_advisor)[kinds.FORESEEING](task)
    (tmp_path / "firms.csv").write_bytes(firms)
    batch = score_file(default_advisor(), tmp_path / "firms.csv", DAY)
    told = best_division(batch, 60.0, None, (), "zh")
    assert result["lines"] == [[line.zh, line.en] for line in told.lines]


def test_a_trial_that_is_stopped_leaves_nothing(store: Store, firms: bytes) -> None:
    task = at_work(store, firms, "sum", {"budget": 60.0, "cap": None, "floors": []})
    task.stop = threading.Event()
    task.stop.set()
    with pytest.raises(Stopped):
        kinds.kinds(default_advisor)[kinds.FORESEEING](task)
    assert not kinds.foreseen_of(task.job).exists()


def test_a_list_is_kept_as_it_was_drawn_and_speaks_for_all_after_the_visits(store: Store) -> None:
    """Also when firms answered otherwise since."""
    advisor, bank = default_advisor(), default_advisor().bank
    said = records(advisor, 12, 5)
    ids = []
    for one in said:
        assessment = store.create_assessment("zh")[0].id
        ids.append(assessment)
        for fact, plain in one.items():
            store.save_answer(assessment, fact, read_answer(bank.facts[fact], plain), "self", "self", None)
    asked = {"level": 3, "visits": 6, "seed": 1}

    def tried(trial: str, **asked: object) -> dict[str, object]:
        file = known.put(store, "示例轮次", None, PROVINCE, "", DAY)
        given = {"faultless": False, "trial": trial, "asked": asked, "lang": "zh"}
        task = JobAtWork(store, store.begin_job(kinds.FORESEEING, "", given, file.id), "test")
        result = kinds.kinds(default_advisor)[kinds.FORESEEING](task)
        rows = list(load_workbook(kinds.foreseen_of(task.job)).worksheets[0].values)
        return {**result, "drawn": [row[1] for row in rows[1:]]}

    first = tried("visits", **asked)
    (draw,) = store.draws()
    assert (draw.area, draw.round_id, draw.firms, draw.visits, draw.seed) == (PROVINCE, None, 12, 6, 1)
    assert draw.number in first["lines"][-1][0] and store.trail.lines()[0].act == "visits_drawn"
    marks, data = store.draw_data(draw.id) or ([], b"")
    assert not any(one["firm_name"] in marks or one["firm_name"].encode() in data for one in said)
    nothing = read_answer(bank.facts["scene_finance"], "l0")
    visited = [assessment for assessment, one in zip(ids, said, strict=True) if one["firm_name"] in first["drawn"]]
    for assessment in visited[:-1]:
        store.save_answer(assessment, "scene_finance", nothing, "verified", "示例顾问", None)
    with pytest.raises(InputRefused, match="was drawn, but is not among the visits"):
        tried("visited", draw=draw.number)
    store.save_answer(visited[-1], "scene_finance", nothing, "verified", "示例顾问", None)
    after = tried("visited", draw=draw.number)
    assert after["rows"][0][:3] == ["全部", 12, 6] and after["heads"][0] == {"zh": "地区", "en": "Area"}
    other = next(assessment for assessment in ids if assessment not in visited)
    for fact in ("scene_finance", "scene_purchasing"):
        if fact in bank.facts:
            store.save_answer(other, fact, read_answer(bank.facts[fact], "l0"), "self", "self", None)
    assert tried("visited", draw=draw.number)["rows"] == after["rows"]
    assert tried("visits", **asked)["drawn"] and len(store.draws()) == 2
    with pytest.raises(InputRefused, match="there is no such list of visits"):
        tried("visited", draw="zz")


def test_a_firm_without_proof_is_likelier_to_be_looked_at(store: Store) -> None:
    """Of two firms that say the same, one with proof of all that it claims."""
    advisor, bank = default_advisor(), default_advisor().bank
    same = records(advisor, 1, 5)[0]
    ids = {}
    for name in ("示例有据有限公司", "示例无据有限公司"):
        ids[name] = store.create_assessment("zh")[0].id
        said = {**{fact: told for fact, told in same.items() if fact != "credit_code"}, "firm_name": name}
        for fact, plain in said.items():
            store.save_answer(ids[name], fact, read_answer(bank.facts[fact], plain), "self", "self", None)
    photo = CleanFile("jpeg", "照片.jpg", b"proof")
    for fact in advisor.main_on(DAY).facts:
        store.add_evidence(ids["示例有据有限公司"], fact, photo, "self", "self")
    file = known.put(store, "示例轮次", None, PROVINCE, "", DAY)
    asked = {"level": 1, "visits": 2, "seed": 1}
    given = {"faultless": False, "trial": "visits", "asked": asked, "lang": "zh"}
    task = JobAtWork(store, store.begin_job(kinds.FORESEEING, "", given, file.id), "test")
    told = kinds.kinds(default_advisor)[kinds.FORESEEING](task)
    head, *rows = load_workbook(kinds.foreseen_of(task.job)).worksheets[0].values
    firms = {row[1]: dict(zip(head, row, strict=True)) for row in rows}
    chance = {name: row["走访改变结论的可能（0–1，估算）"] for name, row in firms.items()}
    assert chance["示例无据有限公司"] > chance["示例有据有限公司"]
    assert "个得分的回答没有佐证" in firms["示例无据有限公司"]["为什么看"]
    assert "没有佐证" not in firms["示例有据有限公司"]["为什么看"]
    assert any("佐证" in line[0] for line in told["lines"])


def test_what_changed_between_two_rounds_tells_steps_and_answers_found_wrong(store: Store) -> None:
    """A firm that was found to have claimed too much, did a step, and said what it had left open."""
    bank = default_advisor().bank
    start = datetime.datetime(2026, 10, 1, tzinfo=datetime.UTC)
    first, second = (
        store.create_round(name, ["miit"], DAY, [], start + later, start + datetime.timedelta(400), "示例经办")
        for name, later in (("去年", datetime.timedelta(0)), ("今年", datetime.timedelta(30)))
    )

    def put(round_id: UUID, origin: str = "self", **said: object) -> UUID:
        link = store.make_link(round_id, None, None, "示例经办").token
        assessment = store.begin_by_link(link, "zh", None)[0].id
        answer(assessment, origin, **({"firm_name": "示例机械有限公司", "city": "nanchang"} | said))
        return assessment

    def answer(assessment: UUID, origin: str, **said: object) -> None:
        for fact, plain in said.items():
            store.save_answer(assessment, fact, read_answer(bank.facts[fact], plain), origin, origin, None)

    before = put(first.id, information_service_coverage="all", transformation_progress="none")
    answer(before, "verified", information_service_coverage="one")
    said = {"transformation_progress": "planned", "energy_change": "decreased"}
    put(second.id, information_service_coverage="one", **said)
    step = default_advisor().measures.measures["transformation_plan"]
    store.put_plan_entry(before, "progress", step.id, {"state": "accepted", "units": 1}, "owner")

    file = known.put(store, "今年", second.id, PROVINCE, "", DAY)
    asked = {"trial": "change", "asked": {"before": str(first.id)}, "lang": "zh", "faultless": False}
    task = JobAtWork(store, store.begin_job(kinds.FORESEEING, "", asked, file.id), "test")
    kinds.kinds(default_advisor)[kinds.FORESEEING](task)
    head, row = load_workbook(kinds.foreseen_of(task.job)).worksheets[0].values
    told = dict(zip(head, row, strict=True))
    assert (told["更正以前的答案"], told["跟进的措施，合计"], told["以前没答、现在答了"]) == (-7.5, 3.0, 7.0)
    assert told["其中每项"] == f"{step.title.zh} +3" and told["总分变化"] == 2.5
    assert "企业自己的变化" not in told
