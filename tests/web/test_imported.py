"""Content that a centre imported is in force for new results; what no longer fits is told and left aside."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest

from assessment.advisory import Advisor, default_advisor
from assessment.answers import AnswerTable
from assessment.benchmarks import import_values, value_rows
from assessment.problems import InputRefused
from assessment.store.assessments import Store, open_store
from assessment.telling.blocks import text_of
from assessment.telling.sections.shortlist import shortlist
from assessment.telling.subject import Subject
from assessment.web import imported
from assessment.web.imported import Imports, apply, values_document
from assessment.workbook.plain import csv_bytes

TODAY = datetime.date(2026, 11, 23)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'a.sqlite3'}")
    yield opened
    opened.close()


@pytest.fixture
def shipped() -> Advisor:
    return default_advisor()


@pytest.fixture
def imports(store: Store, shipped: Advisor) -> Imports:
    return Imports(lambda: shipped, lambda: store)


def pool_document(advisor: Advisor, title: str) -> dict:
    document = advisor.pool.file.model_dump(mode="json")
    return document | {"title": {"zh": title, "en": title}, "offers": document["offers"][:3]}


def newer(advisor: Advisor, tmp_path: Path, value: float, date: str = "2026-06-30") -> dict:
    """The document of an import of one newer value, by way of a file as the page offers it."""
    rows = list(value_rows(advisor.benchmarks))
    standing = dict(zip(rows[0], rows[1], strict=True))
    row = standing | {"date": date, "value": str(value), "kind": "actual", "above": ""}
    file = tmp_path / "newer.csv"
    file.write_bytes(csv_bytes([*rows, [row[name] for name in rows[0]]]))
    found, problems = import_values(advisor.benchmarks, file, TODAY)
    assert problems == []
    return values_document(default_advisor().benchmarks, found)


def test_what_is_shipped_is_in_force_until_something_is_imported(imports: Imports, shipped: Advisor):
    assert imports.in_force().advisor is shipped


def test_an_imported_pool_takes_the_place_of_the_sample(imports: Imports, store: Store, shipped: Advisor):
    store.import_content("provider_pool", pool_document(shipped, "示例市资源池"), "示例")
    imports.changed()
    advisor = imports.in_force().advisor
    assert advisor.pool.file.title.zh == "示例市资源池"
    assert advisor.pool.version != shipped.pool.version
    assert advisor.benchmarks is shipped.benchmarks


def test_imported_values_stand_beside_those_shipped(imports: Imports, store: Store, shipped: Advisor, tmp_path: Path):
    document = newer(shipped, tmp_path, 71.5)
    assert len(document["values"]) == 1
    store.import_content("benchmark_values", document, "示例")
    imports.changed()
    benchmarks = imports.in_force().advisor.benchmarks
    assert len(benchmarks.values) == len(shipped.benchmarks.values) + 1
    assert benchmarks.version != shipped.benchmarks.version


def test_a_version_holds_all_that_was_imported_before_it(shipped: Advisor, tmp_path: Path):
    first, _, _ = apply(shipped, "benchmark_values", newer(shipped, tmp_path, 71.5, "2026-03-31"), TODAY)
    both = newer(first, tmp_path, 72.5, "2026-06-30")
    assert [value["date"] for value in both["values"]] == ["2026-03-31", "2026-06-30"]


def test_the_values_offered_for_download_can_be_imported_as_they_are(shipped: Advisor, tmp_path: Path):
    file = tmp_path / "values.csv"
    file.write_bytes(csv_bytes(value_rows(shipped.benchmarks)))
    found, problems = import_values(shipped.benchmarks, file, TODAY)
    assert (found.values, problems) == (shipped.benchmarks.values, [])


def test_the_newest_import_is_in_force(imports: Imports, store: Store, shipped: Advisor):
    for title in ("第一份", "第二份"):
        store.import_content("provider_pool", pool_document(shipped, title), "示例")
    imports.changed()
    assert imports.in_force().advisor.pool.file.title.zh == "第二份"


def test_the_import_of_another_process_is_noticed(
    imports: Imports, store: Store, shipped: Advisor, monkeypatch: pytest.MonkeyPatch
):
    imports.in_force()
    store.import_content("provider_pool", pool_document(shipped, "别处导入"), "示例")
    monkeypatch.setattr(imported, "CHECK_EVERY", -1.0)
    assert imports.in_force().advisor.pool.file.title.zh == "别处导入"


def test_an_import_that_no_longer_fits_is_told_and_what_is_shipped_is_used(
    imports: Imports, store: Store, shipped: Advisor
):
    document = pool_document(shipped, "旧资源池")
    document["offers"][0]["cities"] = ["atlantis"]
    store.import_content("provider_pool", document, "示例")
    imports.changed()
    found = imports.in_force()
    assert found.advisor.pool is shipped.pool
    assert "atlantis" in found.unfit["provider_pool"][0].message.zh


def test_one_value_that_does_not_fit_undoes_no_other(imports: Imports, store: Store, shipped: Advisor, tmp_path: Path):
    values = newer(shipped, tmp_path, 71.5)["values"]
    outside, nowhere = values[0] | {"date": "2026-05-31", "value": 4000.0}, values[0] | {"geography": "atlantis"}
    store.import_content("benchmark_values", {"values": [outside, *values, nowhere, {"indicator": "x"}, 7]}, "示例")
    imports.changed()
    found = imports.in_force()
    assert len(found.advisor.benchmarks.values) == len(shipped.benchmarks.values) + 1
    told = " ".join(problem.sentence("zh") for problem in found.unfit["benchmark_values"])
    assert "2026-05-31" in told and "atlantis" in told and "values.3" in told and "values.4" in told


def test_a_value_dated_today_in_china_is_in_force_wherever_the_server_stands(
    imports: Imports, store: Store, shipped: Advisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    store.import_content("benchmark_values", newer(shipped, tmp_path, 71.5, TODAY.isoformat()), "示例")
    monkeypatch.setenv("ASSESSMENT_TODAY", TODAY.isoformat())
    assert imports.in_force().unfit == {}


def test_what_is_in_force_is_looked_at_again_when_the_day_changes_and_nothing_is_lost_until_then(
    imports: Imports, store: Store, shipped: Advisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    store.import_content("benchmark_values", newer(shipped, tmp_path, 71.5, TODAY.isoformat()), "示例")
    monkeypatch.setattr(imported, "CHECK_EVERY", -1.0)
    monkeypatch.setenv("ASSESSMENT_TODAY", "2026-11-22")
    before = imports.in_force()
    assert len(before.advisor.benchmarks.values) == len(shipped.benchmarks.values)
    assert [entry["date"] for entry in before.left_out] == [TODAY.isoformat()]
    kept = values_document(shipped.benchmarks, before.advisor.benchmarks, before.left_out)
    assert kept["values"] == list(before.left_out), "the next version goes on carrying it"
    monkeypatch.setenv("ASSESSMENT_TODAY", TODAY.isoformat())
    after = imports.in_force()
    assert after.unfit == {} and after.left_out == ()
    assert len(after.advisor.benchmarks.values) == len(shipped.benchmarks.values) + 1
    kept = values_document(shipped.benchmarks, after.advisor.benchmarks, before.left_out)
    assert len(kept["values"]) == 1, "a value that stands takes the place of one that was left out"


@pytest.mark.parametrize("document", [{}, {"values": []}, {"values": "x"}, [], "x"])
def test_a_document_that_is_none_is_refused(shipped: Advisor, document: object):
    with pytest.raises(InputRefused):
        apply(shipped, "benchmark_values", document, TODAY)


def test_a_city_has_the_centre_that_was_entered_for_it_and_no_other(imports: Imports, store: Store, shipped: Advisor):
    entry = {"city": "ganzhou", "name": "示例促进中心", "address": "示例路 1 号", "telephone": "0797-0000000"}
    assert shipped.centres.centres == ()
    store.import_content("city_centres", {"centres": [entry | {"as_of": TODAY.isoformat()}]}, "示例")
    imports.changed()
    advisor = imports.in_force().advisor
    table, _ = AnswerTable.from_records(advisor.bank, [{"city": "ganzhou"}, {"city": "nanchang"}])
    there, elsewhere = (Subject(one, "zh") for one in advisor.advise(table, TODAY))
    assert "示例促进中心，示例路 1 号，电话 0797-0000000" in " ".join(text_of(shortlist(there).blocks))
    assert "还没有在这里登记" in " ".join(text_of(shortlist(elsewhere).blocks))


def test_a_centre_without_a_telephone_or_of_no_city_is_refused(shipped: Advisor):
    good = {"city": "ganzhou", "name": "示例", "address": "示例路", "telephone": "12345", "as_of": "2026-11-27"}
    for bad in ({"telephone": "有空再打"}, {"city": "atlantis"}, {"name": "一\n二"}, {"address": ""}):
        with pytest.raises(InputRefused):
            apply(shipped, "city_centres", {"centres": [good | bad]}, TODAY)
