"""Plain text in, well broken lines out: marks at line ends, whole words, pages, tables; nothing is interpreted."""

import random
import re

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.report.document import layout
from assessment.report.headings import BULLET
from assessment.report.stacking import paginate
from assessment.report.tables import TextColumn, TextTable
from assessment.report.told import flowables
from assessment.report.typesetting import BODY, Style, Text, TextSpan, fit_lines
from assessment.telling import blocks as told
from assessment.telling import theme
from assessment.telling.document import document
from assessment.telling.linebreaking import break_lines
from assessment.telling.marks import fit_marks
from assessment.telling.subject import Subject
from tests.report.drawing import joined, page_count, pdf_of, read

# Written out here, apart from the program's own lists.
MAY_NOT_BEGIN = "，。；：？！”’…）》、】」』〉·％%,.;:!?)]}—～"
MAY_NOT_END = "（《“‘【「『〈([{￥$"

IDEOGRAPHS = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种"
WORDS = ["ERP", "MES", "OEE", "GB/T", "12", "40.6%", "3.5", "5G", "SRM", "a", "digital", "AI", "2025", "10,000"]
CLOSERS = ["，", "。", "；", "：", "？", "！", "、", "……", "——", "％", "·", ",", "."]
PAIRS = ["“”", "‘’", "（）", "《》", "【】", "「」", "『』", "()", "[]"]


def random_text(seed: int) -> str:
    """About 200 characters of Chinese, Latin, figures, marks and nested brackets."""
    dice = random.Random(seed)

    def phrase(depth: int) -> str:
        parts = []
        for _ in range(dice.randint(1, 7)):
            parts.append("".join(dice.choices(IDEOGRAPHS, k=dice.randint(1, 9))))
            if dice.random() < 0.35:
                parts.append(dice.choice(["", " "]) + dice.choice(WORDS) + dice.choice(["", " "]))
            if dice.random() < 0.3 and depth < 2:
                left, right = dice.choice(PAIRS)
                parts.append(left + phrase(depth + 1)[:40].strip() + right)
            if dice.random() < 0.6:
                parts.append(dice.choice(CLOSERS))
        return "".join(parts)

    return "".join(phrase(0) for _ in range(8))


def spans_of(text: str, seed: int) -> list[TextSpan]:
    """The same text in pieces of changing weight and colour."""
    dice = random.Random(seed)
    pieces, at = [], 0
    while at < len(text):
        length = dice.randint(1, 12)
        pieces.append(TextSpan(text[at : at + length], dice.random() < 0.5, dice.choice([None, theme.OWN])))
        at += length
    return pieces


def assert_lines_keep_the_rules(lines: list[str]) -> None:
    for line in lines:
        assert line[0] not in MAY_NOT_BEGIN, lines
        assert line[-1] not in MAY_NOT_END, lines


@pytest.mark.parametrize("seed", range(120))
@pytest.mark.parametrize("mixed", [False, True], ids=["one font", "mixed fonts"])
def test_no_line_begins_or_ends_with_a_mark_that_may_not_be_there(seed, mixed):
    text = random_text(seed)
    paragraph = Text(spans_of(text, seed) if mixed else text)
    for width in (90, 137, 241, theme.CONTENT_WIDTH):
        lines = [line for line in paragraph.lines(width) if line]
        assert len(lines) > 1
        assert_lines_keep_the_rules(lines)
        assert joined("".join(lines)) == joined(text)


@given(st.text(st.sampled_from(list('中文A1 \u3000-，。（“”…—/"\n𠮷')), max_size=60), st.floats(5, 120))
def test_every_character_is_on_a_line_and_no_line_is_too_wide(text, width):
    fitted = fit_marks(text)
    lines = break_lines(fitted, width, 10.0, lambda start, end: 10.0 * (end - start))
    assert joined("".join(text[line.start : line.end] for line in lines)) == joined(text)
    assert all(line.width <= width + 1e-6 or line.end - line.start == 1 for line in lines)
    assert sum(line.last for line in lines) == text.count("\n") + 1


def test_no_paragraph_ends_with_a_single_sign_on_a_line_of_its_own():
    for length in range(25, 60):
        lines = Text("数" * length + "家。").lines(10.5 * 12.4)
        assert len(lines) > 1 and len(lines[-1].rstrip("。")) > 1, lines
        assert "".join(lines) == "数" * length + "家。"


@pytest.mark.parametrize(
    "whole",
    [
        "digitalisation",
        "GB/T",
        "40.6%",
        "12,000.50",
        "35.5 kW",
        "3～5台",
        "120 万元",
        "￥9,800",
        "CNY 103,000",
        "第 7–16 周",
        "weeks 7–16",
        "Level 2",
        "C++",
        "don’t",
        "-5℃",
        "2025年",
        "万元",
        "人天",
    ],
)
def test_words_and_figures_with_their_units_stay_whole(whole):
    for before in range(1, 14):
        text = "设" * before + whole + "备" * 8
        lines = Text(text).lines(96)
        assert any(whole in line for line in lines), lines


@pytest.mark.parametrize("pair", ["——", "……"])
def test_dashes_and_ellipses_are_never_cut(pair):
    for before in range(1, 12):
        assert any(pair in line for line in Text("设" * before + pair + "备" * 9).lines(60))


def test_a_word_wider_than_the_column_is_cut_and_nothing_is_lost():
    address = "https://example.com/" + "long" * 40
    lines = Text("见" + address + "。").lines(120)
    assert "".join(lines) == "见" + address + "。"
    assert lines[-1] != "。"


def test_line_ends_in_the_text_are_kept():
    assert Text("一\n\n二\r\n三").lines(200) == ["一", "", "二", "三"]


def test_an_empty_text_is_one_empty_line():
    assert Text("").lines(100) == [""]
    assert Text([]).wrap(100, 100)[1] == BODY.leading


HOSTILE = [
    '<b>&<img src="http://x">',
    "<para><font color=red>红</font></para>",
    "&lt;&amp;&#65;",
    '<a href="javascript:x">点</a>',
    "{{7*7}} %s \\n ${x} <br/>",
    "<img src=file:///etc/passwd>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_a_person_typed_comes_out_as_typed(text):
    pdf = pdf_of(Text(text), Text([TextSpan(text, bold=True)]), TextTable([TextColumn(text)], [[text]]))
    assert joined(read(pdf)).count(joined(text)) == 4
    assert b"/URI" not in pdf
    assert b"/XObject" not in pdf.replace(b"/XObject <<\n>>", b"")


def test_a_justified_paragraph_reads_back_without_extra_spaces():
    text = random_text(7).replace(" ", "")
    found = read(pdf_of(Text(text, BODY)))
    assert found.replace("\r\n", "") == text


def test_a_line_left_short_by_a_long_word_is_not_stretched():
    text = "设备联网采集" * 6 + "https://example.com/a-long-address-of-a-page" + "数据" * 20
    page = pypdfium2.PdfDocument(pdf_of(Text(text, BODY)))[0].get_textpage()
    left = theme.MARGIN_SIDE
    assert page.get_charbox(35)[2] == pytest.approx(left + 36 * BODY.size, abs=1.5)


def test_justified_lines_end_at_the_margin_and_others_before_it():
    def right_edge(style: Style) -> float:
        page = pypdfium2.PdfDocument(pdf_of(Text("设备联网采集" * 20, style)))[0].get_textpage()
        return max(page.get_charbox(at)[2] for at in range(page.count_chars()))

    margin = theme.PAGE_WIDTH - theme.MARGIN_SIDE
    assert right_edge(Style(11.0, align="justify")) == pytest.approx(margin, abs=1)
    assert right_edge(Style(11.0)) < margin - 5


def test_a_paragraph_splits_over_pages_and_leaves_no_line_alone():
    text = random_text(3) * 3
    count = len(Text(text).lines(300))
    for room in range(0, int(count * BODY.leading), 23):
        parts = Text(text).split(300, room)
        heights = [part.wrap(300, 0)[1] for part in parts]
        if len(parts) == 2:
            assert heights[0] <= room
            assert min(heights) >= 2 * BODY.leading - 1e-6
            assert joined("".join(part.text for part in parts)) == joined(text)
            assert sum(heights) == pytest.approx(count * BODY.leading)


def test_the_bullet_stands_once_before_the_first_line():
    found = read(pdf_of(Text("设备联网" * 30, Style(indent=14), bullet="①")))
    assert found.count("①") == 1
    assert found.startswith("①")


def test_all_that_is_said_of_a_step_begins_where_its_title_begins():
    more = [
        told.Paragraph("说明"),
        told.Fold("为什么", [told.Bullets(["理由", "又一条"])]),
        told.Bullets(["一条", "两条"]),
    ]
    step = told.ToldStep("标题", ["1.6 万元"], more)
    page = pypdfium2.PdfDocument(pdf_of(*flowables([told.Steps([step])])))[0].get_textpage()
    left = {text: page.get_charbox(page.get_text_range().index(text))[0] for text in ("标题", "说明", "为什么")}
    assert max(left.values()) - min(left.values()) < 1.0, left
    marks = [page.get_charbox(at)[0] for at, sign in enumerate(page.get_text_range()) if sign == BULLET]
    assert len(marks) == 4 and all(mark > left["标题"] - 2.0 for mark in marks), marks


def test_a_label_takes_only_the_lines_it_is_given():
    lines = fit_lines("规划管理（规划实施与管理机制）以及要素保障", 60, 2, 10)
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert fit_lines("短名", 60, 2, 10) == ["短名"]


COLUMNS = [TextColumn("步骤", 1), TextColumn("说明", 3), TextColumn("费用（万元）", 1, "right")]


def test_table_cells_keep_the_rules_at_line_ends():
    rows = [[random_text(seed)[:160].strip()] for seed in range(12)]
    lines = read(pdf_of(TextTable([TextColumn("说明")], rows))).splitlines()
    assert len(lines) > 30
    assert_lines_keep_the_rules([line.strip() for line in lines if line.strip()])


def test_a_table_goes_on_over_pages_with_its_head_repeated_and_no_row_lost():
    rows = [[f"步骤{number}", random_text(number)[:120], str(number)] for number in range(60)]
    pdf = pdf_of(TextTable(COLUMNS, rows))
    found = joined(read(pdf))
    assert found.count("费用（万元）") == page_count(pdf) > 1
    assert all(joined(row[1])[:12] in found and row[0] in found for row in rows)


@pytest.mark.parametrize("cell", ["1", "Reasonable"])
def test_no_word_is_cut_where_its_column_can_be_wider(cell):
    titles = ["Cheapest", "Source and its date", "企业名称 Documentation"]
    shares = [8, 100, 6]
    rows = [[cell, random_text(1)[:90], "x" * 60]]
    table = TextTable([TextColumn(*one) for one in zip(titles, shares, strict=True)], rows)
    lines = read(pdf_of(table)).split()
    assert {"Cheapest", cell, "Source", "Documentation"} <= set(lines), "but what is no usual word is cut"


@pytest.mark.parametrize("name", ["moulding", "visited"])
def test_no_word_of_a_table_is_cut_in_an_english_report(advisories, name):
    pages = layout(document(Subject(advisories[name], "en")))
    tables = [one.flowable for page in pages for one in page if isinstance(one.flowable, TextTable)]
    rows = [zip(row, table._cell_widths, strict=True) for table in tables for row in (table._head, *table._rows)]
    cells = [(cell.text, " ".join(cell.lines(width))) for row in rows for cell, width in row]
    assert len(cells) > 200
    cut = [text for text, shown in cells if text.split() != shown.split()]
    assert [text for text in cut if not re.search(r"[\u2e80-\uffff]|\S{18}", text)] == [], "but codes and Chinese names"


@pytest.mark.parametrize(("rows", "kept"), [(3, True), (12, False)])
def test_a_table_of_a_few_low_rows_is_not_cut(rows, kept):
    table = TextTable(COLUMNS, [["采购", "说明", "1"]] * rows)
    _, height = table.wrap(400, 0)
    assert (table.split(400, height - 10) == []) is kept


def test_a_row_higher_than_a_page_is_cut_and_complete():
    comment = "".join(f"第{number}条意见。" for number in range(900))
    pdf = pdf_of(Text("前文"), TextTable([TextColumn("意见"), TextColumn("人", 0.2)], [[comment, "甲"]]))
    found = joined(read(pdf))
    assert page_count(pdf) > 1
    assert set(re.findall(r"(\d+)条", found)) == {str(number) for number in range(900)}
    assert found.count("甲") == 1


def test_a_row_with_a_cell_too_few_is_refused():
    with pytest.raises(ValueError, match="row 1 has 2 cells, the table has 3 columns"):
        TextTable(COLUMNS, [["a", "b", "c"], ["a", "b"]])


def test_an_unbreakable_table_never_stops_the_report():
    rows = [["https://example.com/" + "x" * 300, "𠮷" * 200, "9" * 80]]
    pages = paginate([TextTable(COLUMNS, rows)], 95, theme.CONTENT_HEIGHT)
    assert pages and all(page for page in pages)
