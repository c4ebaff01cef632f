"""The command line as documented, run as a person would run it."""

import csv
import json

import numpy as np
import pytest
from click.testing import CliRunner

from assessment.cli import COMMANDS, main
from assessment.problems import refuse
from assessment.store.assessments import open_store
from assessment.workbook.firms import marked as workbook_marked
from tests.conftest import ROOT
from tests.scoring.independent_miit import official_level, official_points

SAMPLES = sorted((ROOT / "seeds" / "firms").glob("*.yaml"))


@pytest.fixture
def run():
    def call(*arguments, code=0):
        result = CliRunner().invoke(main, [str(a) for a in arguments])
        assert result.exit_code == code, result.output
        return result

    return call


def _random_csv(path, described, rows, rng):
    """What an outside script does with `facts --json`: a row a firm, a column a fact id."""
    records = []
    for _ in range(rows):
        record = {}
        for fact in described["facts"]:
            if fact["kind"] == "choice":
                record[fact["id"]] = fact["options"][rng.integers(len(fact["options"]))]["id"]
            elif fact["kind"] == "multi":
                open_options = [o["id"] for o in fact["options"] if not o["excludes_others"]]
                alone = next(o["id"] for o in fact["options"] if o["excludes_others"])
                record[fact["id"]] = [o for o in open_options if rng.random() < 0.5] or [alone]
            else:
                most = record[fact["at_most"]] if fact["at_most"] else 120
                record[fact["id"]] = int(rng.integers(max(1, fact["minimum"]), most + 1))
        records.append(record)
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, [fact["id"] for fact in described["facts"]])
        writer.writeheader()
        writer.writerows({k: ";".join(v) if isinstance(v, list) else v for k, v in r.items()} for r in records)
    return records


def test_an_outside_script_can_fill_a_csv_and_check_our_scores(run, tmp_path):
    described = json.loads(run("facts", "--framework", "miit", "--json").stdout)
    records = _random_csv(tmp_path / "firms.csv", described, 200, np.random.default_rng(4))
    run("score", tmp_path / "firms.csv", tmp_path / "results.csv")
    options = {f["id"]: [o["id"] for o in f["options"]] for f in described["facts"] if "options" in f}
    with (tmp_path / "results.csv").open(encoding="utf-8-sig") as stream:
        results = list(csv.DictReader(stream))
    assert len(results) == len(records)
    for record, result in zip(records, results, strict=True):
        points = official_points(record, options)
        assert float(result["miit.points"]) == pytest.approx(float(points), abs=1e-9)
        assert int(result["miit.level"]) == official_level(record, points)
        assert set(described["result_columns"]) <= set(result)


def test_a_command_about_firms_is_a_line_where_there_is_a_database_and_makes_none(run, tmp_path, monkeypatch):
    monkeypatch.setenv("ASSESSMENT_DATABASE_URL", f"sqlite:///{tmp_path / 'trail.sqlite3'}")
    (tmp_path / "firms.csv").write_text("firm_name,network\n示例甲,workshop_control_network\n", encoding="utf-8")
    for there in (False, True):
        assert (tmp_path / "trail.sqlite3").exists() == there
        run("score", tmp_path / "firms.csv", tmp_path / "out.csv", "--by", "示例")
        run("advise", SAMPLES[0], "--json", tmp_path / "out.json", "--no-choices", "--by", "示例")
        store = open_store()
        told = [(line.actor, line.act, dict(line.details)) for line in reversed(store.trail.lines())]
        store.close()
    assert told == [
        ("command:示例", "firms_scored", {"firms": 1}),
        ("command:示例", "report_made", {"reports": 1, "kinds": ["json"]}),
    ]


def test_missing_answers_leave_points_and_level_empty_and_give_the_ends(run, tmp_path):
    path = tmp_path / "firms.csv"
    path.write_text("firm_name,network\n示例甲,workshop_control_network\n", encoding="gb18030")
    run("score", path, tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig") as stream:
        (row,) = csv.DictReader(stream)
    assert (row["miit.points"], row["miit.level"]) == ("", "")
    assert (float(row["miit.points_low"]), float(row["miit.points_high"])) == (2.0, 94.0)
    assert (row["miit.level_low"], row["miit.level_high"]) == ("0", "4")


def test_every_bad_cell_is_named_and_the_rest_is_scored(run, tmp_path):
    path = tmp_path / "firms.csv"
    path.write_text(
        "firm_name,equipment_total,equipment_digital,employees\n示例甲,50,60,40\n示例乙,５０,12,一千万\n",
        encoding="utf-8",
    )
    result = run("score", path, tmp_path / "out.xlsx")
    assert "C2" in result.stderr and "D3" in result.stderr
    assert (tmp_path / "out.xlsx").exists()
    strict = run("score", path, tmp_path / "strict.xlsx", "--strict", code=1)
    assert "--strict" in strict.stderr
    assert not (tmp_path / "strict.xlsx").exists()


def test_every_row_is_counted_and_strict_means_rows_too(run, tmp_path):
    path = tmp_path / "firms.csv"
    table = "企业名称,所在地,从业人数\n{}有限公司,南昌,40\n南昌市小计,,40\n"
    path.write_text(
        table.format("示例甲") + table.format("示例乙") + "法人名称,女职工数,注册地区\n示例丙,5,南昌\n",
        encoding="utf-8",
    )
    told = run("score", path, tmp_path / "out.xlsx").stderr
    assert "8 行：2 家企业，2 行表头，2 行小计，2 行没读懂" in told
    assert "firms!7：第 7–8 行" in told and "打开文件" in told
    assert "8 rows: 2 firms" in run("score", path, tmp_path / "out.xlsx", "--lang", "en").stderr
    run("score", path, tmp_path / "strict.xlsx", "--strict", code=1)
    assert not (tmp_path / "strict.xlsx").exists()


def test_template_comes_back_empty_but_readable(run, tmp_path):
    run("template", tmp_path / "firms.xlsx", "--framework", "miit")
    result = run("score", tmp_path / "firms.xlsx", tmp_path / "out.xlsx", code=1)
    assert "企业" in result.stderr


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda p: p.stem)
def test_advise_prints_one_object_with_reasons_plan_and_versions(run, tmp_path, sample):
    run("advise", sample, "--json", tmp_path / "a.json", "--pdf", tmp_path / "a.pdf", "--on", "2026-11-23")
    advisory = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    main_result = advisory["frameworks"][0]
    assert main_result["framework"] == "miit"
    assert len(main_result["items"]) == 31
    assert all(item["rule"]["zh"] and item["rule"]["en"] for item in main_result["items"])
    assert advisory["plan"]["proof"]["status"] == "optimal"
    assert advisory["plan"]["proof"]["gap"] == 0
    assert advisory["plan"]["level_after"] > advisory["plan"]["level_before"]
    assert advisory["archetype"]["memberships"]
    assert advisory["shortlist"]["fidelity"] == "sample"
    assert all(advisory["versions"].values())
    summary = run("advise", sample, "--lang", "en", "--on", "2026-11-23").stdout
    assert "no official rating" in summary


def test_limits_are_kept_and_what_may_be_chosen_instead_is_told(run, tmp_path):
    out = tmp_path / "a.json"
    limits = ("--level", "3", "--months", "12", "--without", "light_erp", "--contracted", "digital_controls=2")
    run("advise", SAMPLES[0], "--json", out, "--on", "2026-11-23", *limits)
    advisory = json.loads(out.read_text(encoding="utf-8"))
    plan = advisory["plan"]
    assert (plan["target_level"], plan["limits"]["weeks"], plan["proof"]["gap"]) == (3, 52, 0)
    assert "light_erp" not in {step["measure"] for step in plan["steps"]}
    choices = advisory["choices"]
    assert choices["robust_note"]["zh"] and choices["robust_note"]["en"]
    assert all(other["plan"]["cost"]["likely"] >= plan["cost"]["likely"] for other in choices["others"])
    assert [point["cost"] for point in choices["frontier"]["points"]] == sorted(
        {point["cost"] for point in choices["frontier"]["points"]}
    )


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (("--budget", "5"), "预算还差 5.3 万元：至少要 10.3 万元"),
        (("--months", "1"), "4 周内做不完：最快要 6 周，还差 2 周"),
        (("--budget", "5", "--months", "1"), "都不限的话，最省的办法要 10.3 万元、6 周"),
    ],
)
def test_what_cannot_be_done_says_the_least_that_would_have_to_be_eased(run, limits, words):
    told = run("advise", next(s for s in SAMPLES if "moulding" in s.name), *limits, "--on", "2026-11-23").stdout
    assert words in told


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (("--budget", "nan"), "--budget"),
        (("--without", "magic"), "magic"),
        (("--contracted", "light_erp=x"), "light_erp=x"),
        (("--level", "9"), "1, 2, 3, 4"),
    ],
)
def test_limits_that_make_no_sense_are_refused(run, limits, words):
    assert words in run("advise", SAMPLES[0], *limits, code=1).stderr


def test_json_can_go_to_standard_output_and_nothing_else_does(run):
    json.loads(run("advise", SAMPLES[0], "--json", "-", "--on", "2026-11-23").stdout)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_unknown_names_and_missing_files_are_told(run, tmp_path, lang):
    words = {"zh": ("没有这个框架", "文件"), "en": ("no such framework", "file")}[lang]
    assert words[0] in run("facts", "--framework", "iso", "--lang", lang, code=1).stderr
    for command in (["advise", "no.yaml"], ["score", "no.xlsx", tmp_path / "o.xlsx"]):
        assert words[1] in run(*command, "--lang", lang, code=1).stderr


def test_a_firm_file_with_faults_is_still_advised(run, tmp_path):
    firm = tmp_path / "firm.yaml"
    firm.write_text(
        "answers:\n  firm_name: 示例\n  equipment_total: -3\n  network: [cable]\n  city: nanchang\n", encoding="utf-8"
    )
    result = run("advise", firm, "--json", tmp_path / "a.json", "--on", "2026-11-23")
    assert "equipment_total" in result.stderr and "network" in result.stderr
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["answers"] == {
        "firm_name": "示例",
        "city": "nanchang",
    }


def test_check_and_doctor_find_everything_in_order(run, tmp_path, monkeypatch):
    monkeypatch.setenv("ASSESSMENT_DATABASE_URL", f"sqlite:///{tmp_path / 'a.sqlite3'}")
    assert "miit" in run("check").stdout
    assert "✗" not in run("doctor").stdout


def test_doctor_says_what_to_do(run, tmp_path, monkeypatch):
    monkeypatch.setenv("ASSESSMENT_DATABASE_URL", f"sqlite:///{tmp_path / 'a.sqlite3'}")
    monkeypatch.setenv("ASSESSMENT_PEER_FLOOR", "3")
    monkeypatch.setenv("ASSESSMENT_OIDC_ISSUER", "http://id.example.cn")
    output = run("doctor", code=1).stdout
    assert "✗" in output and "ASSESSMENT_PEER_FLOOR" in output
    assert "ASSESSMENT_OIDC_ISSUER：不是统一身份的地址" in output and "ASSESSMENT_OIDC_SECRET" not in output


def test_serve_does_not_start_with_a_setting_that_cannot_be_used(run, monkeypatch):
    monkeypatch.setenv("ASSESSMENT_HOSTS", "https://zhenduan.example.cn/")
    monkeypatch.setenv("ASSESSMENT_OIDC_ISSUER", "id.example.cn")
    told = run("serve", code=1).stderr
    assert "ASSESSMENT_HOSTS" in told and "ASSESSMENT_OIDC_ISSUER" in told


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_help_is_in_both_languages(run, command):
    text = run(command, "--help").stdout
    assert any("一" <= c <= "鿿" for c in text) and sum(c.isascii() and c.isalpha() for c in text) > 60


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("network: [{a: yes}]", "应是一组选项的代码"),
        ("network: yes", "应是一组选项的代码"),
        ("firm_name: [示例甲, 示例乙]", "应是一段文字"),
        ("firm_name: {zh: 示例甲}", "无法识别的回答状态"),
        ("employees: [1, 2]", "不是数字"),
        ("city: [nanchang]", "没有这个选项"),
    ],
)
def test_a_firm_file_of_odd_values_is_told_and_not_a_traceback(run, tmp_path, lines, words):
    path = tmp_path / "firm.yaml"
    path.write_text(f"answers:\n  {lines}\n", encoding="utf-8")
    assert words in run("advise", path, "--no-choices").stderr


def test_a_firm_file_nested_too_deeply_is_refused(run, tmp_path):
    path = tmp_path / "firm.yaml"
    path.write_text("answers: " + "[" * 3000 + "]" * 3000, encoding="utf-8")
    assert "嵌套得太深" in run("advise", path, code=1).stderr


def test_signs_that_steer_a_terminal_do_not_reach_it(run, tmp_path):
    path = tmp_path / "firm.yaml"
    path.write_text('answers:\n  firm_name: "示例\\e[31m甲\\x07"\n  city: "\\e]0;x\\x07"\n', encoding="utf-8")
    result = run("advise", path, "--no-choices")
    assert not set(result.output) & {"\x1b", "\x07"}


def test_a_marked_copy_that_cannot_be_made_costs_nobody_the_results(run, tmp_path, monkeypatch):
    firms, results, marked = tmp_path / "firms.csv", tmp_path / "results.csv", tmp_path / "marked.xlsx"
    firms.write_text("企业名称,所在地,从业人数\n示例甲厂,南昌,很多\n", "utf-8")
    run("score", firms, results, "--marked", marked)
    assert marked.exists() and results.exists()
    results.unlink()
    monkeypatch.setattr(workbook_marked, "_marked", _no_room)
    told = run("score", firms, results, "--marked", marked, "--lang", "en", code=1).output
    assert "results in" in told and "too large for a marked copy" in told and results.exists()


def _no_room(*_given):
    raise refuse("firms.csv", *workbook_marked._NO_ROOM)
