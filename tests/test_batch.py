"""A file of firms: every firm scored, every bad cell named, figures that give nobody away, a report for each."""

from __future__ import annotations

import csv
import datetime
import io
import threading
import zipfile

import numpy as np
import openpyxl
import pandas as pd
import pytest

from assessment.advisory import Advisor, default_advisor
from assessment.answers import AnswerTable
from assessment.batch import Batch, Engine, Overview, plans_of, reports_archive, results_frame, score_file
from assessment.batch.archive import file_name
from assessment.batch.overview import UNSTATED, CrossTable
from assessment.batch.scored import problems_csv, spot_of
from assessment.batch.workers import Stopped
from assessment.language import label
from assessment.peers.suppression import with_totals
from assessment.problems import InputRefused, Problem
from assessment.scoring import CERTAINTY
from assessment.workbook.firms import faults
from assessment.workbook.firms.reading import read_firms
from assessment.workbook.grid.readers import read_grid
from tests.batches import as_csv, overview_of, records
from tests.peers.attack import exposed_groups

ON = datetime.date(2026, 11, 23)
FLOOR = 10
CELLS = ("city", "chain")


@pytest.fixture(scope="module")
def advisor() -> Advisor:
    return default_advisor()


@pytest.fixture(scope="module")
def messy(advisor: Advisor) -> Batch:
    """Twelve firms, three of them with a bad cell, and a column that nobody knows."""
    firms = [record | {"hobby": "x"} for record in records(advisor, 12, 1)]
    return score_file(advisor, as_csv(firms, city_3="火星", employees_4="约40", firm_name_13=""), ON, "企业.csv")


@pytest.fixture(scope="module")
def many(advisor: Advisor) -> Batch:
    """Firms with gaps, most in a few cities, so that some groups are small; some do not say where they are."""
    firms = records(advisor, 400, 2, gaps=0.02)
    for i, firm in enumerate(firms):
        firm["city"] = None if i % 40 == 0 else ("nanchang", "ganzhou", "jiujiang", firm["city"])[i % 4]
    return score_file(advisor, as_csv(firms), ON, "企业.csv")


@pytest.fixture(scope="module")
def overview(many: Batch) -> Overview:
    return overview_of(many.reading, "miit", FLOOR)


# -- reading and scoring ---------------------------------------------------------------------------------------------


def test_every_firm_is_scored_and_every_bad_cell_named(messy: Batch):
    assert len(messy.results) == 12
    places = [(messy.columns.get((s.sheet, s.column)), s.row) for p in messy.problems if (s := spot_of(p))]
    assert ("city", 3) in places
    assert ("employees", 4) in places
    assert ("firm_name", 13) in places


@pytest.mark.parametrize(("lang", "words"), [("zh", "确定达到"), ("en", "certain")])
def test_the_workbook_says_how_each_level_stands(messy: Batch, tmp_path, lang, words):
    messy.write_workbook(tmp_path / "results.xlsx", lang, list(messy.reading.frameworks))
    results = {"zh": "结果", "en": "Results"}[lang]
    sheet = pd.read_excel(tmp_path / "results.xlsx", sheet_name=results, header=1, engine="openpyxl")
    advisory = messy.reading.advisory(0)
    for result in advisory.frameworks:
        told = str(sheet[f"{result.framework}.levels"][0])
        for level in result.levels:
            assert getattr(level.name, lang) in told.split(getattr(CERTAINTY[level.state], lang))[1]
    assert any(words in str(cell) for cell in sheet["miit.levels"])


def test_the_rows_with_a_problem_are_known_and_a_strange_header_is_nobodys(messy: Batch):
    assert any(spot.row == 1 for problem in messy.problems if (spot := spot_of(problem)))
    assert np.flatnonzero(messy.faulty).tolist() == [1, 2, 11]


def test_some_firms_of_a_batch_score_as_they_did_among_all(messy: Batch):
    kept = messy.only(np.flatnonzero(~messy.faulty))
    assert kept.table.ids == [place for place, bad in zip(messy.table.ids, messy.faulty, strict=True) if not bad]
    assert kept.results.equals(messy.results.loc[kept.table.ids])
    assert not kept.faulty.any()
    assert kept.problems == messy.problems


def test_it_is_told_what_is_being_done(advisor: Advisor):
    told: list[str] = []
    score_file(advisor, as_csv(records(advisor, 2, 3)), ON, "企业.csv", say=lambda words: told.append(words.zh))
    assert [words.partition("：")[0] for words in told] == [f"第 {n} 步，共 3 步" for n in (1, 2, 3)]
    assert "2 家" in told[-1]


def test_a_large_file_that_lacks_columns_is_scored(advisor: Advisor):
    """More firms than are scored in one go, none of which was asked about machines."""
    table = AnswerTable(advisor.bank, [str(i) for i in range(40_000)], {})
    results = results_frame(advisor.reading(table, ON))
    assert (results["miit.points_low"] == 0).all()
    assert results["miit.points_high"].nunique() == 1


def test_problems_beyond_all_measure_are_counted_and_their_firms_known(
    advisor: Advisor, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(faults, "MOST_LISTED", 5)
    cells = {f"employees_{row}": "很多" for row in range(4, 14)}
    batch = score_file(advisor, as_csv(records(advisor, 12, 1), **cells), ON, "企业.csv")
    assert batch.faulty.tolist() == [False, False] + [True] * 10
    assert len(batch.problems) == 6
    assert batch.problems[-1].where == "企业.csv"
    assert "还有 5 处" in batch.problems[-1].message.zh


def test_a_file_without_firms_is_refused(advisor: Advisor):
    with pytest.raises(InputRefused):
        score_file(advisor, "甲,乙\n1,2\n".encode(), ON, "企业.csv")


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("企业!C7", ("企业", "C", 7)),
        ("企业!7", ("企业", "", 7)),
        ("a!b!AB12", ("a!b", "AB", 12)),
        ("企业.xlsx", None),
        ("企业!", None),
    ],
)
def test_the_place_of_a_problem(where: str, expected: tuple[str, str, int] | None):
    assert spot_of(Problem(where, label("错", "wrong"), label("改", "mend"))) == expected


def test_the_list_of_problems_opens_in_a_spreadsheet_and_runs_nothing():
    bad = Problem("企业!C7", label("错", "wrong"), label("改", "mend"), "=HYPERLINK(1)")
    rows = list(csv.reader(io.StringIO(problems_csv([bad], "zh").decode("utf-8-sig"))))
    assert rows == [["位置", "填写内容", "问题", "怎么办"], ["企业!C7", "'=HYPERLINK(1)", "错", "改"]]


# -- figures ---------------------------------------------------------------------------------------------------------


def _shown(grid) -> np.ndarray:
    return np.array([[-1 if cell is None else cell.value for cell in line] for line in grid])


def test_levels_count_every_firm_once_and_say_which_are_certain(overview: Overview):
    scores = overview.scores
    for level in overview.levels:
        there, settled = scores.level_low == level.level, scores.level_low == scores.level_high
        for told, true in ((level.all, there), (level.certain, there & settled), (level.open, there & ~settled)):
            assert told is None or told.value == true.sum()
    assert overview.firms.value == 400
    assert overview.points.value.low < overview.points.value.high
    assert overview.with_level is None or overview.with_level.value == (scores.level_low > 0).sum()


def test_levels_of_few_firms_cannot_be_worked_out(many: Batch):
    overview = overview_of(many.only(range(60)).reading, "miit", FLOOR)
    scores = overview.scores
    true = with_totals(
        np.array([
            [((scores.level_low == at) & ((scores.level_high != at) == is_open)).sum() for is_open in (False, True)]
            for at in overview.level_names
        ])
    )  # fmt: skip
    assert ((true > 0) & (true < FLOOR)).any()
    shown = np.vstack([
        _shown([[level.certain, level.open, level.all] for level in overview.levels]),
        [-1, _shown([[overview.open_levels]])[0, 0], 60],
    ])  # fmt: skip
    assert exposed_groups(true, shown, FLOOR) == set()


def _true(overview: Overview, found: CrossTable) -> np.ndarray:
    """The firms by the areas and chains of a table, counted from the answers."""
    table = overview.reading.table
    places = [
        tuple(answer.value if (answer := table.answer(row, fact)).value is not None else UNSTATED for fact in CELLS)
        for row in range(len(table))
    ]
    rows, columns = ([group.id for group in axis[:-1]] for axis in (found.rows, found.columns))
    return with_totals(np.array([[places.count((city, chain)) for chain in columns] for city in rows]))


def test_no_group_of_few_firms_can_be_worked_out_of_areas_and_chains(overview: Overview):
    found = overview.by_city_and_chain("firms")
    true, shown = _true(overview, found), _shown(found.counts)
    assert true[-1, -1] == 400, "every group with a firm in it has a line"
    assert ((shown == -1) | (shown == true)).all()
    assert (shown == -1).any()
    assert ((shown == -1) | (shown == 0) | (shown >= FLOOR)).all()
    # The attack tries every group; here only those of one line, the rest is tried on small tables.
    hidden = (shown == -1) & (true > 0)
    for line in (*zip(true, shown, hidden, strict=True), *zip(true.T, shown.T, hidden.T, strict=True)):
        counts, told, apart = (array[:-1] for array in line)
        if line[1][-1] >= 0:
            assert not 0 < counts[apart].sum() < FLOOR, told


def test_every_measure_hides_the_same_groups(overview: Overview):
    counts = _shown(overview.by_city_and_chain("firms").counts)
    for measure in overview.measures:
        found = overview.by_city_and_chain(measure)
        assert (_shown(found.counts) == counts).all()
        assert ([[span is None for span in line] for line in found.spans] == (counts <= 0)).all()


def test_groups_follow_the_questionnaire_and_firms_that_say_nothing_are_one(overview: Overview):
    found = overview.by_city_and_chain("firms")
    options = [option.id for option in overview.reading.table.bank.facts["city"].options]
    ids = [group.id for group in found.rows]
    assert ids[-2:] == [UNSTATED, ""]
    assert ids[:-2] == [option for option in options if option in ids]
    assert _shown(found.counts)[ids.index(UNSTATED), -1] in (10, -1)
    assert found.counts[-1][-1].value == 400


def test_points_by_group_are_told_from_the_least_to_the_greatest(many: Batch, overview: Overview):
    found = overview.by_city_and_chain("points")
    nanchang = [group.id for group in found.rows].index("nanchang")
    there = np.array([many.table.answer(row, "city").value == "nanchang" for row in range(len(many.table))])
    low, high = overview.scores.points()
    assert found.counts[nanchang][-1].value == there.sum()
    assert found.spans[nanchang][-1].value == pytest.approx((low[there].mean(), high[there].mean()))
    assert low[there].mean() < high[there].mean()


def test_shares_by_group_hold_the_true_share_and_tell_it_in_steps_of_the_floor(many: Batch, overview: Overview):
    found = overview.by_city_and_chain("level_2")
    nanchang = [group.id for group in found.rows].index("nanchang")
    there = np.array([many.table.answer(row, "city").value == "nanchang" for row in range(len(many.table))])
    low, high = ((of[there] >= 2).sum() for of in (overview.scores.level_low, overview.scores.level_high))
    span = found.spans[nanchang][-1].value
    exact = 1e-9  # both are rounded quotients
    assert span.low - exact <= 100 * low / there.sum() <= 100 * high / there.sum() <= span.high + exact
    least, n = round(span.low * there.sum() / 100), int(there.sum())
    assert 0 in (least % FLOOR, (n - least) % FLOOR)


def test_a_table_without_a_city_has_one_group(advisor: Advisor):
    firms = [{k: v for k, v in record.items() if k != "city"} for record in records(advisor, 60, 4)]
    for firm in firms:
        firm["chain"] = "food"
    batch = score_file(advisor, as_csv(firms), ON, "企业.csv")
    rows = overview_of(batch.reading, "miit", FLOOR).by_city_and_chain("firms").rows
    assert [group.id for group in rows] == [UNSTATED, ""]


def test_spreads_are_percentiles_of_the_firms_that_are_certain(overview: Overview):
    total, *dimensions = overview.spreads
    low, high = overview.scores.points()
    certain = low[low == high]
    assert total.firms is None or total.firms.value == len(certain)
    assert total.quantiles.value == pytest.approx(np.percentile(certain, [10, 25, 50, 75, 90]), abs=0.5)
    assert {spread.node for spread in dimensions} == {node.id for node in overview.scores.framework.dimensions}
    assert all(0 <= q <= 100 for spread in dimensions if spread.quantiles for q in spread.quantiles.value)


def test_of_few_firms_nothing_is_shown(messy: Batch):
    found = overview_of(messy.reading, "miit", 13)
    assert found.firms is found.points is None
    assert all(spread.quantiles is spread.firms is None for spread in found.spreads)
    assert all(level.all is level.certain is level.open is None for level in found.levels)
    assert all(one.firms is None for one in found.types)
    assert (_shown(found.by_city_and_chain("firms").counts) == -1).all()


def test_types_count_every_firm_once_or_hide_few(overview: Overview):
    shown = [share.firms.value for share in overview.types if share.firms is not None]
    hidden = 400 - sum(shown)
    assert all(n == 0 or n >= FLOOR for n in shown)
    assert hidden == 0 or hidden >= FLOOR
    assert sum(share.trained or 0 for share in overview.types) == pytest.approx(1, abs=1e-3)


def test_firms_unlike_those_of_the_training_are_told(advisor: Advisor, overview: Overview):
    best = [record | {"network": ["workshop_control_network"]} for record in records(advisor, 300, 5)]
    for record in best:
        record["equipment_digital"] = record["equipment_connected"] = record["equipment_total"]
    moved = overview_of(score_file(advisor, as_csv(best), ON, "企业.csv").reading, "miit", FLOOR)
    assert {f.feature for f in moved.drift if f.verdict == "moved"} >= {"equipment_digital", "equipment_connected"}
    assert "设备数字化" in moved.drift_verdict.zh
    assert "重新训练" in moved.drift_verdict.zh


def test_a_feature_that_few_firms_tell_has_no_verdict(advisor: Advisor):
    """Those who answered are no fair sample of those who did not."""
    firms = records(advisor, 90, 5)
    for firm in firms[:60]:
        firm["equipment_digital"] = {"state": "dont_know"}
    found = overview_of(score_file(advisor, as_csv(firms), ON, "企业.csv").reading, "miit", FLOOR).drift
    assert {f.feature: f.verdict for f in found}["equipment_digital"] == "too_few"


def test_few_firms_tell_nothing_about_drift(messy: Batch):
    assert "太少" in overview_of(messy.only([0]).reading, "miit", FLOOR).drift_verdict.zh


# -- reports ---------------------------------------------------------------------------------------------------------


def _archived(path, advisor, table, **options):
    written = reports_archive(path, advisor, table, ON, "zh", **options)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        index = list(csv.reader(io.StringIO(archive.read("目录.csv").decode("utf-8-sig"))))
        return written, {name: archive.read(name) for name in archive.namelist() if name.endswith(".pdf")}, index


def test_an_archive_holds_a_report_for_every_firm_and_an_index(advisor: Advisor, messy: Batch, tmp_path):
    told: list[tuple[int, int]] = []
    table = messy.table.take(range(3))
    written, reports, index = _archived(
        tmp_path / "a.zip", advisor, table, progress=lambda done, all_: told.append((done, all_))
    )
    assert written.reports == 3
    assert list(reports) == ["1_示例企业1.pdf", "2_示例企业2.pdf", "3_示例企业3.pdf"]
    assert all(report.startswith(b"%PDF") for report in reports.values())
    assert [line[:3] for line in index[1:]] == [
        [name, place, f"示例企业{i}"] for i, (name, place) in enumerate(zip(reports, table.ids, strict=True), 1)
    ]
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_what_may_be_chosen_instead_of_a_plan_is_in_an_archive_only_when_asked_for(
    advisor: Advisor, messy: Batch, tmp_path
):
    firm = messy.table.take(range(1))
    for choices in (False, True):
        _, reports, _ = _archived(tmp_path / f"{choices}.zip", advisor, firm, choices=choices)
        assert ("一笔钱能买到什么" in "".join("".join(_text(next(iter(reports.values())))).split())) is choices


def test_processes_make_the_same_reports_in_the_same_order(advisor: Advisor, many: Batch, tmp_path):
    table = many.table.take(range(6))
    written, reports, index = _archived(tmp_path / "many.zip", advisor, table, engine=Engine(2))
    assert (written.reports, written.failed) == (6, ())
    assert [line[1] for line in index[1:]] == table.ids
    assert list(reports)[:2] == ["1_示例企业1.pdf", "2_示例企业2.pdf"]
    _, alone, _ = _archived(tmp_path / "few.zip", advisor, table.take(range(2)))
    levels = [line[3] for line in index[1:3]]
    assert levels == [many.reading.advisory(row).main.level_name.zh for row in (0, 1)]
    for mine, theirs in zip(alone.values(), list(reports.values())[:2], strict=True):
        assert _text(mine) == _text(theirs)


def _text(pdf: bytes) -> list[str]:
    import pypdfium2

    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]


def test_a_report_that_fails_is_named_and_the_others_go_on(advisor: Advisor, messy: Batch, tmp_path, monkeypatch):
    from assessment.report import document

    real = document.write_report

    def broken(out, advisory, lang, **more):
        if advisory.firm.name == "示例企业2":
            raise RuntimeError("示例")
        return real(out, advisory, lang, **more)

    monkeypatch.setattr(document, "write_report", broken)
    written, reports, index = _archived(tmp_path / "a.zip", advisor, messy.table.take(range(3)))
    assert (written.reports, written.failed) == (2, (messy.table.ids[1],))
    assert list(reports) == ["1_示例企业1.pdf", "3_示例企业3.pdf"]
    assert index[2][:3] == ["没有生成", messy.table.ids[1], "示例企业2"]


def test_a_stopped_archive_leaves_nothing_behind(advisor: Advisor, many: Batch, tmp_path):
    stop = threading.Event()
    stop.set()
    with pytest.raises(Stopped):
        reports_archive(tmp_path / "a.zip", advisor, many.table.take(range(6)), ON, "zh", engine=Engine(1), stop=stop)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("示例机械有限公司", "示例机械有限公司"),
        ("../../etc/passwd", "etc passwd"),
        ("C:\\Windows\\x", "C Windows x"),
        ("a\u202egpj.exe", "a gpj.exe"),
        ("  \n ", "-"),
        ("...", "-"),
        ("长" * 200, "长" * 40),
    ],
)
def test_a_firms_name_becomes_a_safe_file_name(name: str, expected: str):
    assert file_name(name) == expected


def test_the_first_sheet_tells_each_firm_in_words(messy: Batch, advisor: Advisor, tmp_path):
    messy.save(tmp_path / "results.xlsx", "zh", plans=plans_of(messy.reading))
    book = openpyxl.load_workbook(tmp_path / "results.xlsx")
    sheet = book.worksheets[0]
    assert sheet.title == "一览"
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref.startswith("A1:")
    head, *lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert len(lines) == len(messy.table)
    told = [dict(zip(head, line, strict=True)) for line in lines]
    scores = messy.reading.scores["miit"]
    for row, line in enumerate(told):
        advisory = messy.reading.advisory(row)
        result = advisory.main
        assert line["来源"] == messy.table.ids[row]
        assert (line["总分，最低"], line["总分，最高"]) == pytest.approx((result.points_low, result.points_high))
        assert ("没定" in line["等级"]) == bool(scores.level_low[row] != scores.level_high[row])
        assert line["还没定的题数"] == len(result.open_answers.questions)
        if advisory.plan is not None and advisory.plan.status == "optimal":
            assert line["最可能要花（万元，估算）"] == pytest.approx(advisory.plan.cost.likely)
            assert line["几步"] == len(advisory.plan.steps)
            assert 0 < line["按人手最少几周"] <= advisory.plan.weeks
            assert line["下一步"] in {step.title.zh for step in advisory.plan.steps}
        assert line["核实"] == "企业自报，未核实"
    assert sum(line["表里有几处问题"] for line in told) <= len(messy.problems)
    again = read_firms(advisor.bank, read_grid(tmp_path / "results.xlsx"))
    assert len(again.table) == len(messy.table)  # the sheet for people is not read as more firms


def test_only_the_frameworks_asked_for_are_told(messy: Batch, tmp_path):
    assert messy.asked == ("miit",)
    messy.save(tmp_path / "results.csv", "zh")
    columns = {name.split(".")[0] for name in pd.read_csv(tmp_path / "results.csv").columns if "." in name}
    assert columns == {"miit", "firm"}
    messy.save(tmp_path / "both.csv", "zh", [messy.framework("miit-2024"), "eu-dma"])
    assert any(name.startswith("eu-dma.") for name in pd.read_csv(tmp_path / "both.csv").columns)
    with pytest.raises(InputRefused, match="there is no such framework"):
        messy.framework("dhgate")
