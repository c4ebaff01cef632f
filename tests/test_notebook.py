"""The face for a notebook: its guide carried out, a workbook's own figures, and nothing typed that becomes markup."""

from __future__ import annotations

import datetime
import re
from typing import Any

import numpy as np
import pandas as pd
import pytest

from assessment.advisory import default_advisor
from assessment.answers.firm_file import load_firm
from assessment.batch import score_file
from assessment.notebook import advise
from assessment.problems import InputRefused
from tests.batches import as_csv, records
from tests.conftest import ROOT

DAY = datetime.date(2026, 11, 26)
GUIDE = (ROOT / "docs" / "library.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)


def shown(block: str, names: dict[str, Any]) -> Any:
    """What a notebook shows after a cell: the value of its last line."""
    *lines, last = block.strip().splitlines()
    exec("\n".join(lines), names)
    return eval(last, names)


def test_the_guide_does_what_it_says_in_ten_lines(monkeypatch: pytest.MonkeyPatch):
    assert len([line for line in BLOCKS[0].splitlines() if line.strip()]) <= 10
    monkeypatch.chdir(ROOT)
    names: dict[str, Any] = {}
    told = shown(BLOCKS[0], names)
    assert list(names["results"].index) == [one.stem for one in names["files"]] and names["problems"].empty
    assert names["results"]["miit.level_low"].notna().all() and set(names["plans"].index) <= set(names["results"].index)
    assert "示例注塑" in told._repr_html_() and told._repr_html_().count("<tr>") == 4
    one = shown(BLOCKS[1], names)
    assert one.advisory.answers == load_firm(names["files"][2], told.batch.table.bank)[1].record(0)
    assert f"<td>{one.advisory.plan.steps[0].title.zh}</td>" in one._repr_html_()


def test_a_cell_that_cannot_be_used_is_named_by_the_label_of_its_row():
    frame = pd.DataFrame({"firm_name": ["示例一", "示例二"], "employees": [3, "许多"]}, index=["A", "B"])
    problems = advise(frame, DAY).problems
    assert problems.loc[problems["firm"] == "B", "found"].tolist() == ["许多"] and "A" not in set(problems["firm"])


def test_a_frame_gives_the_figures_of_the_same_workbook():
    advisor = default_advisor()
    firms = records(advisor, 4, seed=5, gaps=0.1)
    batch = score_file(advisor, as_csv(firms), DAY, "firms.csv")
    told = advise(pd.DataFrame(firms, index=list("abcd")), DAY)
    pd.testing.assert_frame_equal(told.results.reset_index(drop=True), batch.results.reset_index(drop=True))
    plan = told.firm("c").advisory.plan
    assert plan == batch.reading.advisory(2).plan
    assert len(told.plans) == sum(len(one.advisory.plan.steps) for one in told if one.advisory.plan)
    if plan is not None and plan.steps:
        first = told.plans.loc[["c"]].iloc[0]
        assert (first["step"], first["title"], first["cost"]) == (1, plan.steps[0].title.zh, plan.steps[0].cost.likely)


def test_what_somebody_typed_is_never_markup():
    frame = pd.DataFrame({"firm_name": ["<script>x</script>示例"], "employees": [np.int64(12)], "revenue": ["<img>"]})
    told = advise(frame, DAY, lang="en")
    for page in (told._repr_html_(), told[0]._repr_html_()):
        assert "<script" not in page and "<img" not in page
    assert "&lt;script&gt;" in told._repr_html_()


@pytest.mark.parametrize(
    ("frame", "on", "words"),
    [
        (pd.DataFrame({"x": [1], "y": [2]}), DAY, "header|question"),
        (pd.DataFrame({"firm_name": [], "employees": []}), DAY, "firm"),
        (pd.DataFrame({"firm_name": ["示例"], "employees": [3]}), "1999-01-01", "no edition"),
    ],
)
def test_a_frame_without_questions_or_firms_and_a_day_without_rules_are_told(frame: pd.DataFrame, on: Any, words: str):
    with pytest.raises(InputRefused, match=words):
        advise(frame, on)


def test_a_label_that_two_rows_have_names_no_firm():
    told = advise(pd.DataFrame({"firm_name": ["示例一", "示例二"], "employees": [3, 4]}, index=["same", "same"]), DAY)
    with pytest.raises(KeyError):
        told.firm("same")
    assert [one.key for one in told[:2]] == ["same", "same"] and len(told) == 2
