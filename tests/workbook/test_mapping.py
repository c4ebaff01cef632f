"""Columns that are not known: proposed with a reason, asked about where unsure, told once, read from then on."""

from pathlib import Path

import pytest

from assessment.content.bank import FactBank
from assessment.content.column_files import ColumnEntry
from assessment.problems import InputRefused
from assessment.workbook.firms.mapping import load_mapping, mapping_lines, remembered, resolve
from assessment.workbook.firms.reading import NoTable
from tests.workbook.small_bank import read_rows, said

HEADER = ["企业名称", "所在地", "岗上人员", "主营业务收入总计（元）", "制造模式", "科室"]
FIRMS = [
    ["示例甲有限公司", "南昌", 40, 28_600_000, "离散型", "一科"],
    ["示例乙有限公司", "九江", 30, 1_860_000, "流程型", "二科"],
]


def mapped(bank: FactBank, *entries: tuple[str, str | None]):
    return resolve([ColumnEntry(header=header, fact=fact) for header, fact in entries], bank, str)


def test_each_unknown_column_is_proposed_with_a_reason_or_asked_about(bank: FactBank) -> None:
    found = {one.header: one for one in read_rows(HEADER, *FIRMS, bank=bank).unknown}
    assert found["制造模式"].fact == "production_mode"
    assert "离散型" in found["制造模式"].reason.zh
    assert found["岗上人员"].fact is None
    assert found["岗上人员"].candidates[0] == "employees"
    assert "不能确定" in found["岗上人员"].reason.zh
    assert found["科室"].candidates == ()
    assert found["岗上人员"].where == "企业!C1"


def test_a_sheet_of_which_no_header_is_known_is_proposed_whole(bank: FactBank) -> None:
    with pytest.raises(NoTable) as refused:
        read_rows(["主体", "信用码", "地方"], ["示例甲有限公司", "91360100MA35XXXX1X", "南昌"], bank=bank)
    assert [one.fact for one in refused.value.unknown] == ["firm_name", "credit_code", "city"]


def test_two_columns_that_look_like_one_fact_are_asked_about(bank: FactBank) -> None:
    header = ["企业名称", "从业人数", "地方一", "地方二"]
    found = read_rows(header, ["示例甲", 4, "南昌", "九江"], ["示例乙", 5, "赣州", "吉安"], bank=bank).unknown
    assert [one.fact for one in found] == [None, None]
    assert all("请选一列" in one.reason.zh for one in found)


def test_what_was_said_of_a_header_is_read_and_told(bank: FactBank) -> None:
    said_so = mapped(bank, ("岗上人员", "从业人数"), ("主营业务收入总计（元）", "revenue"), ("科室", "ignore"))
    found = read_rows(HEADER, *FIRMS, bank=bank, mapping=said_so)
    assert found.table.record(0)["employees"] == 40
    assert found.table.record(0)["revenue"] == 2860  # the header says 元
    assert {one.found: one.read_as.zh for one in found.tally.understood}["科室"] == "不读"
    assert [one.header for one in found.unknown] == ["制造模式"]


def test_what_is_remembered_counts_for_the_next_file(bank: FactBank) -> None:
    memory = remembered({"岗上人员": "employees", "科室": None, "旧题": "a_fact_that_is_gone"}, bank)
    found = read_rows(HEADER, *FIRMS, bank=bank, mapping=memory)
    assert found.table.record(1)["employees"] == 30
    assert {one.header for one in found.unknown} == {"主营业务收入总计（元）", "制造模式"}


def test_the_file_that_is_proposed_can_be_read_back(bank: FactBank, tmp_path: Path) -> None:
    odd = ["企业名称", "所在地", '说"是" 吗\\：\n二', "制造模式"]
    found = read_rows(odd, ["示例甲", "南昌", "x", "离散型"], ["示例乙", "九江", "y", "流程型"], bank=bank)
    path = tmp_path / "map.yaml"
    path.write_text("\n".join(mapping_lines(one.entry() for one in found.unknown)), encoding="utf-8")
    again = load_mapping(path, bank)
    assert again.named("企业", "制造模式").fact.id == "production_mode"
    assert again.named("企业", odd[2]) is None  # undecided


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["{header: 甲, fact: employees}", "{header: 乙, fact: 从业人数}"], "“甲”和“乙”两列都指向“从业人数”"),
        (["{header: 甲, fact: employees}", "{header: 甲, fact: revenue}"], "同一个表头写了两次"),
        (["{header: 甲, fact: 天气}"], "没有这个事实（天气）"),
        (["{header: 甲, fact: network, option: nonsense}"], "没有这个选项"),
        (["{header: 甲, fact: employees, unit: 万元}"], "不能用这个单位"),
        (["{header: 甲, fakt: employees}"], "fakt"),
    ],
)
def test_a_wrong_mapping_is_refused_by_line(bank: FactBank, tmp_path: Path, lines: list[str], words: str) -> None:
    path = tmp_path / "map.yaml"
    path.write_text("columns:\n" + "".join(f"  - {line}\n" for line in lines), encoding="utf-8")
    with pytest.raises(InputRefused) as refused:
        load_mapping(path, bank)
    sentence = refused.value.problems[0].sentence("zh")
    assert words in sentence
    assert f"map.yaml:{1 + len(lines)}" in sentence


def test_the_same_fact_may_have_another_header_on_another_sheet(bank: FactBank) -> None:
    entries = [
        ColumnEntry(header="甲", fact="employees", sheet="一"),
        ColumnEntry(header="乙", fact="employees", sheet="二"),
    ]
    assert resolve(entries, bank, str).named("二", "乙").fact.id == "employees"


def test_a_column_that_the_table_has_already_is_named(bank: FactBank) -> None:
    found = read_rows(
        ["企业名称", "从业人数", "在岗"], ["示例甲", 4, 5], bank=bank, mapping=mapped(bank, ("在岗", "employees"))
    )
    assert any("“从业人数”出现在 B、C 几列" in line for line in said(found))


def test_a_table_on_its_side_is_read_by_columns_with_the_places_of_the_file(bank: FactBank) -> None:
    found = read_rows(
        ["江西省企业情况表"],
        [],
        ["指标", "单位", "甲", "乙", "填法"],
        ["企业名称", None, "示例甲有限公司", "示例乙有限公司", "营业执照上的全称"],
        ["所在地", None, "南昌", "九江", "选设区市"],
        ["从业人数", "人", 40, "约30", "年末"],
        ["上年营业收入", "万元", 3000, 200, "含税"],
        bank=bank,
    )
    assert found.places == ("企业!C1", "企业!D1")
    assert found.table.record(0) == {
        "firm_name": "示例甲有限公司",
        "city": "nanchang",
        "employees": 40.0,
        "revenue": 3000.0,
    }
    assert any(line.startswith("企业!D6：“从业人数”填的是约数（约30）") for line in said(found))
    assert any("一列是一家企业" in line.zh for line in found.tally.lines())
    assert found.faults.tolist() == [0, 1]
