"""Flowables one below the other: nothing is lost, headings stay with what they head, columns and panels hold theirs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.platypus import Flowable

from assessment.report.boxes import Columns, PanelBox
from assessment.report.headings import OutlinedHeading
from assessment.report.stacking import paginate, stack
from assessment.report.tables import TextColumn, TextTable
from assessment.report.told import flowables as drawn
from assessment.report.typesetting import BODY, Text
from assessment.telling import blocks as told
from assessment.telling import theme
from tests.report.drawing import all_of, joined, pdf_of, read

WIDTH, HEIGHT = 300.0, 400.0


class Room(Flowable):
    """Empty space of a height in points."""

    def __init__(self, height: float) -> None:
        super().__init__()
        self.height = height

    def wrap(self, avail_width: float, avail_height: float) -> tuple[float, float]:
        return avail_width, self.height


words = st.text("设备联网数据采集，。", min_size=1, max_size=300)
texts = words.map(lambda text: Text(text, BODY))
headings = st.integers(0, 99).map(lambda number: OutlinedHeading(f"第{number}节", str(number), 1))
tables = st.lists(words, min_size=1, max_size=12).map(
    lambda cells: TextTable([TextColumn("甲"), TextColumn("乙")], [[cell, str(at)] for at, cell in enumerate(cells)])
)
panels = st.lists(texts, min_size=1, max_size=4).map(PanelBox)
flowables = st.lists(texts | headings | tables | panels, min_size=1, max_size=12)


@given(flowables)
def test_no_page_ends_with_a_heading_and_none_runs_over_its_edge(found):
    pages = paginate(found, WIDTH, HEIGHT)
    for number, page in enumerate(pages):
        last, top = page[-1]
        assert top + last.height <= HEIGHT + 1e-6
        assert not last.getKeepWithNext() or number == len(pages) - 1


@given(st.lists(texts | headings, min_size=1, max_size=12))
def test_every_character_is_on_some_page_in_order(found):
    pages = paginate(found, WIDTH, HEIGHT)
    placed = "".join(placed.flowable.text for page in pages for placed in page)
    assert joined(placed) == joined("".join(one.text for one in found))


def test_the_gap_is_the_larger_of_after_and_before_and_the_first_has_none():
    class Box(Flowable):
        def wrap(self, width, height):
            self.height = 10
            return width, 10

    first, second = Box(), Box()
    first.spaceBefore, first.spaceAfter, second.spaceBefore = 50, 7, 3
    assert [placed.top for placed in stack([first, second], WIDTH).placed] == [0, 17]


def test_what_does_not_fit_is_left_and_a_heading_goes_with_it():
    heading, body = OutlinedHeading("标题", "key", 1), Room(HEIGHT)
    found = stack([Room(HEIGHT - 50), heading, body], WIDTH, HEIGHT)
    assert len(found.placed) == 1
    assert found.rest == [heading, body]


def test_what_is_higher_than_a_page_still_takes_part():
    pages = paginate([Room(10), Room(2 * HEIGHT), Room(10)], WIDTH, HEIGHT)
    assert [len(page) for page in pages] == [1, 1, 1]


def test_a_panel_splits_and_keeps_everything():
    texts_of_panel = [f"第{at}段。" + "数据要先录进系统，才能用起来。" * 12 for at in range(12)]
    found = read(pdf_of(PanelBox([Text(text) for text in texts_of_panel])))
    assert all_of(texts_of_panel, found)


def test_a_low_panel_is_never_cut():
    panel = PanelBox([Text("数据要先录进系统，才能用起来。" * 10)])
    assert panel.wrap(WIDTH, HEIGHT)[1] < 120
    assert panel.split(WIDTH, 70) == []


def test_columns_stand_side_by_side_as_high_as_the_highest():
    columns = Columns([[Room(30)], [Room(80)]], (1, 1))
    assert columns.wrap(WIDTH, HEIGHT) == (WIDTH, 80)
    assert all_of(["左", "右"], read(pdf_of(Columns([[Text("左")], [Text("右")]], (1, 2)))))


@pytest.mark.parametrize("rows", [4, 5, 9])
def test_no_low_row_of_a_table_stands_alone_on_a_page(rows):
    table = TextTable([TextColumn("甲")], [[f"第{at}行"] for at in range(rows)])
    _, height = table.wrap(WIDTH, HEIGHT)
    row = height / (rows + 1)
    for room in range(int(row), int(height)):
        match table.split(WIDTH, room):
            case [upper, lower]:
                assert upper.wrap(WIDTH, HEIGHT)[1] > 2.5 * row
                assert lower.wrap(WIDTH, HEIGHT)[1] > 2.5 * row
            case whole:
                assert whole in ([], [table])


@pytest.mark.parametrize("rows", [8, 12])
def test_a_long_table_leaves_three_rows_at_least_for_the_next_page(rows):
    table = TextTable([TextColumn("甲")], [[f"第{at}行"] for at in range(rows)])
    _, height = table.wrap(WIDTH, HEIGHT)
    row = height / (rows + 1)
    cuts = [table.split(WIDTH, room) for room in range(int(6.5 * row), int(height))]
    assert cuts and all(len(parts) == 2 and parts[1].wrap(WIDTH, HEIGHT)[1] > 3.5 * row for parts in cuts)


def test_a_caveat_never_stands_on_another_page_than_what_it_is_about():
    """Neither the one at the top from what follows it, nor a later one from the paragraph above it."""
    caveat = told.Panel([told.Paragraph("存疑" * 30)], tone="caution")
    for filled in range(0, 700, 10):
        room = Room(filled)
        for blocks in ([caveat, told.Paragraph("示例" * 20)], [told.Paragraph("示例" * 20), caveat]):
            for page in paginate([room, *drawn(blocks)], theme.CONTENT_WIDTH, theme.CONTENT_HEIGHT):
                shown = [type(one.flowable).__name__ for one in page if one.flowable is not room]
                assert shown in ([], ["PanelBox", "Text"], ["Text", "PanelBox"])


def test_a_sentence_between_a_heading_and_its_table_stands_on_the_page_of_the_table():
    table = told.Table([told.Column("甲", 1)], [["示例"]] * 6)
    blocks = [told.Heading("示例", id="one"), told.Paragraph("示例" * 20), table]
    for filled in range(0, 700, 10):
        room = Room(filled)
        for page in paginate([room, *drawn(blocks)], theme.CONTENT_WIDTH, theme.CONTENT_HEIGHT):
            shown = [type(one.flowable).__name__ for one in page if one.flowable is not room]
            assert shown in ([], ["OutlinedHeading", "Text", "TextTable"], ["TextTable"])
