"""A solver that proves nothing costs the plan and not the result, wherever a plan is asked for."""

import datetime
import io
import math

import pytest
from click.testing import CliRunner

from assessment.advisory import Advisory, default_advisor
from assessment.advisory.what_if import what_if
from assessment.answers import Answer, State
from assessment.answers.firm_file import load_firm
from assessment.batch import matchmake_firms, reports_archive, score_file
from assessment.cli import main
from assessment.planning import NOT_PROVEN, Planner
from assessment.providers import assigning
from assessment.report.document import write_report
from assessment.solver import NotSolved, solving
from assessment.telling.blocks import text_of
from assessment.telling.document import document
from assessment.telling.subject import Subject
from assessment.workbook.invitations.lists import WHY
from tests.batches import as_csv, records
from tests.conftest import ROOT
from tests.report.drawing import joined

ON = datetime.date(2026, 11, 23)
MOULDING = ROOT / "seeds/firms/sample_moulding.yaml"


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch) -> None:
    """A solver that always runs out of time."""
    monkeypatch.setattr(solving, "_run", lambda *_, **__: solving.Run("late"))


def _moulding():
    return load_firm(MOULDING, default_advisor().bank)[1]


def test_the_result_stands_without_a_plan_and_says_so(late):
    advisory = next(default_advisor().advise(_moulding(), ON, choices=True))
    assert (advisory.plan, advisory.plan_note, advisory.choices, advisory.shortlist) == (None, NOT_PROVEN, None, None)
    assert advisory.main.points is not None and advisory.programmes
    assert NOT_PROVEN in advisory.summary_lines()
    write_report(out := io.BytesIO(), advisory, "zh")
    assert out.getvalue().startswith(b"%PDF")
    assert Advisory.model_validate(advisory.model_dump(mode="json")) == advisory


def test_what_is_planned_depends_on_no_clock(clocks):
    """On a machine however slow the same is advised, found or not proven."""
    assert next(default_advisor().advise(_moulding(), ON, choices=True)).plan is not None
    assert clocks and set(clocks) == {math.inf}


def test_a_plan_stands_when_only_what_may_be_chosen_instead_cannot_be_proven(monkeypatch):
    def unproven(*_):
        raise NotSolved("late")

    monkeypatch.setattr(Planner, "choices", unproven)
    advisory = next(default_advisor().advise(_moulding(), ON, choices=True))
    assert advisory.plan is not None and advisory.choices_note == NOT_PROVEN
    told = next(one for one in document(Subject(advisory, "zh")).sections if one.id == "plan")
    assert joined(NOT_PROVEN.zh) in joined(" ".join(text_of(told.blocks)))
    write_report(out := io.BytesIO(), advisory, "en")
    assert out.getvalue().startswith(b"%PDF")


def test_the_command_line_tells_it(late):
    done = CliRunner().invoke(main, ["advise", str(MOULDING)])
    assert done.exit_code == 0 and NOT_PROVEN.zh in done.output


def test_another_answer_tried_out_moves_the_points_all_the_same(late):
    found = what_if(default_advisor(), _moulding(), 0, "equipment_digital", Answer(State.ANSWERED, 45.0), ON)
    assert found.changes[0].moved
    assert (found.plan_before, found.plan_after, found.plan_note) == (None, None, NOT_PROVEN)


def test_an_archive_holds_every_report(late, tmp_path):
    advisor = default_advisor()
    table = score_file(advisor, as_csv(records(advisor, 2, 5)), ON, "firms.csv").reading.table
    written = reports_archive(tmp_path / "reports.zip", advisor, table, ON, "zh")
    assert (written.reports, written.failed) == (2, ())


def test_matchmaking_names_the_firm_and_goes_on(monkeypatch):
    advisor = default_advisor()
    batch = score_file(advisor, as_csv(records(advisor, 5, 5)), ON, "firms.csv")
    usual = matchmake_firms(batch.reading, advisor.pool)
    honest, asked = solving._run, []

    def late_once(*args, **given):
        asked.append(1)
        return solving.Run("late") if len(asked) == 1 else honest(*args, **given)

    monkeypatch.setattr(solving, "_run", late_once)
    made = matchmake_firms(batch.reading, advisor.pool)
    first, *others = made.firm_results
    assert first.note is not None and "没能证明" in first.note.zh and not first.invitations
    assert [one.cost for one in others] == [one.cost for one in usual.firm_results[1:]]
    assert made.invitations


def test_a_category_that_cannot_be_settled_invites_nobody_and_says_why(monkeypatch):
    def unproven(*_):
        raise NotSolved("late")

    advisor = default_advisor()
    batch = score_file(advisor, as_csv(records(advisor, 5, 5)), ON, "firms.csv")
    monkeypatch.setattr(assigning, "solve", unproven)
    made = matchmake_firms(batch.reading, advisor.pool)
    assert not made.invitations and made.reasons["unproven"] > 0
    assert all(one.why in WHY and one.reason.zh and one.reason.en for one in made.unmet)
