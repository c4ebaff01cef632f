"""The charts: every word and figure is there, labels never collide, and nothing rests on colour alone."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.report.chart import ChartBox
from assessment.report.lettering import text_width
from assessment.report.pen import CanvasPen
from assessment.telling import theme
from assessment.telling.charts.bars import BarWords, PointBar, PointBars
from assessment.telling.charts.base import Chart, Frame
from assessment.telling.charts.columns import SharedColumns
from assessment.telling.charts.frontier import Stair, Staircase
from assessment.telling.charts.ladder import Ladder
from assessment.telling.charts.layout import figure, figures, flag_lanes, round_ticks, spread
from assessment.telling.charts.radar import Axis, Radar
from assessment.telling.charts.scenes import SceneTile, SceneTiles, SceneWords
from assessment.telling.charts.shares import ShareBar
from assessment.telling.charts.standing import PublishedMark, StandingChart, StandingRow
from assessment.telling.charts.timeline import Milestone, Timeline, TimelineStep
from assessment.telling.charts.trend import Observation, Trend, TrendLine
from tests.report.drawing import all_of, ink_of, joined, page_count, pdf_of, read

FRAME = Frame("问题是什么？", "注：示例数据。", empty="暂无数据")
BAR_WORDS = BarWords("已得分", "待补充", "未得分")
SCENE_WORDS = SceneWords("场景等级", "约束性场景", "可能的范围")

names = st.text(st.sampled_from("设备联网数据采集 Management（）"), min_size=1, max_size=24).filter(str.strip)
shares = st.floats(0, 1)
percents = st.floats(0, 100)
kinds = st.sampled_from(["province", "nation", "target", "other"])
ranges = st.tuples(shares, shares).map(sorted)

bars = st.builds(
    lambda name, ends, top: PointBar(name, ends[0] * top, ends[1] * top, top), names, ranges, st.floats(1, 50)
)
scenes = st.builds(
    lambda area, name, ends, star: SceneTile(area, name, ends[0], ends[1], star),
    st.sampled_from(["产品生命周期数字化", "生产执行数字化", "Supply chain"]),
    names,
    st.tuples(st.integers(0, 4), st.integers(0, 4)).map(sorted),
    st.booleans(),
)
axes = st.builds(lambda name, ends: Axis(name, *ends), names, ranges)
references = st.builds(
    PublishedMark, st.sampled_from(["江西 2020", "全国 2025-03", "江西目标 2027（规上工业企业）"]), percents, kinds
)
indicators = st.builds(
    lambda name, ends, label, found: StandingRow(name, ends and ends[0], label, found, ends and ends[1]),
    names,
    st.none() | st.tuples(percents, percents).map(sorted),
    names,
    st.lists(references, max_size=6).map(tuple),
)
observations = st.builds(Observation, st.floats(2015, 2028), st.floats(0, 100))
series = st.builds(
    lambda name, kind, points: TrendLine(name, kind, tuple(sorted(points, key=lambda point: point.year))),
    names,
    kinds,
    st.lists(observations, min_size=1, max_size=5),
)
steps = st.builds(
    TimelineStep, names, st.floats(0, 24), st.floats(0, 12), st.sampled_from(["", "3–5 万元", "8–12 万元（估算）"])
)
milestones = st.builds(Milestone, st.sampled_from(["达到规范级（2 级）", "复评"]), st.floats(0, 36))
offers = st.lists(
    st.tuples(st.floats(0, 500), st.floats(0, 100), st.sampled_from(["", "推荐方案 6.5 万元", "现状"])),
    min_size=1,
    max_size=9,
).map(
    lambda found: [
        Stair(cost, points, label)
        for (cost, _, label), points in zip(sorted(found), sorted(p for _, p, _ in found), strict=True)
    ]
)


def _whole(first: float, second: float) -> list[float]:
    """Three shares of a hundred."""
    return [100 * first, 100 * (1 - first) * second, 100 * (1 - first) * (1 - second)]


CHARTS = {
    "bars": st.lists(bars, min_size=1, max_size=8).map(lambda found: PointBars(FRAME, found, BAR_WORDS)),
    "scenes": st.lists(scenes, min_size=1, max_size=16).map(lambda found: SceneTiles(FRAME, found, SCENE_WORDS)),
    "ladder": st.builds(
        lambda found, ends: Ladder(FRAME, found, *(min(end, len(found) - 1) for end in ends), "您在这几级之间"),
        st.lists(names, min_size=2, max_size=5),
        st.tuples(st.integers(0, 4), st.integers(0, 4)).map(sorted),
    ),
    "shares": st.tuples(names, names, names, shares, shares).map(
        lambda found: ShareBar(FRAME, list(zip(found[:3], _whole(*found[3:]), strict=True)))
    ),
    "columns": st.lists(shares.filter(bool), min_size=3, max_size=20).map(
        lambda found: SharedColumns(FRAME, [one / sum(found) for one in found], 0, 100, 42, "您 42", "总分（分）")
    ),
    "radar": st.lists(axes, min_size=3, max_size=12).map(lambda found: Radar(FRAME, found)),
    "standing": st.lists(indicators, min_size=1, max_size=4).map(lambda found: StandingChart(FRAME, found)),
    "trend": st.builds(
        lambda found, own: Trend(FRAME, found, own, "本企业"),
        st.lists(series, min_size=1, max_size=6),
        st.none() | observations,
    ),
    "timeline": st.builds(
        lambda found, marks: Timeline(FRAME, found, "周", marks),
        st.lists(steps, min_size=1, max_size=8),
        st.lists(milestones, max_size=3),
    ),
    "frontier": offers.map(lambda found: Staircase(FRAME, found, "投入（万元）", "得分", found[-1:])),
}


class Label:
    """Where a piece of text was drawn."""

    def __init__(self, x, y, text, size=theme.SMALL_SIZE, color=theme.INK, *, bold=False, align=0.0):
        wide = text_width(text, size, bold)
        self.text = text
        self.left, self.right = x - align * wide, x - align * wide + wide
        self.bottom, self.top = y - 0.45 * size, y + 0.45 * size

    def collides(self, other):
        across = min(self.right, other.right) - max(self.left, other.left)
        up = min(self.top, other.top) - max(self.bottom, other.bottom)
        return across > 0.1 and up > 0.1


class RecordingPen(CanvasPen):
    """A pen that remembers its labels and draws nothing."""

    def __init__(self):
        self.labels = []

    def text(self, x, y, text, size=theme.SMALL_SIZE, color=theme.INK, *, bold=False, align=0.0):
        if text.strip():
            self.labels.append(Label(x, y, text, size, color, bold=bold, align=align))
        return text_width(text, size, bold)

    def hatch(self, *args, **kwargs):
        pass

    def circle(self, *args, **kwargs):
        pass

    def shape(self, *args, **kwargs):
        pass


def labels_of(chart: Chart, width: float) -> tuple[list[Label], float]:
    pen = RecordingPen()
    height = chart.drawing_height(pen, width)
    chart.draw_chart(pen, width, height)
    return pen.labels, height


@pytest.mark.parametrize("kind", CHARTS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_labels_never_collide_and_stay_inside(kind, data):
    chart = data.draw(CHARTS[kind])
    width = theme.CONTENT_WIDTH
    labels, height = labels_of(chart, width)
    for first, second in combinations(labels, 2):
        assert not first.collides(second), (first.text, second.text)
    for label in labels:
        assert label.left > -1, label.text
        assert label.right < width + 1, label.text
        assert label.bottom > -1, label.text
        assert label.top < height + 1, label.text


@pytest.mark.parametrize("kind", CHARTS)
@settings(max_examples=4, deadline=None)
@given(data=st.data())
def test_every_chart_draws_with_its_question_and_note(kind, data):
    found = read(pdf_of(data.draw(CHARTS[kind])))
    assert all_of([FRAME.question, FRAME.note], found)


EMPTY = [
    PointBars(FRAME, [], BAR_WORDS),
    SceneTiles(FRAME, [], SCENE_WORDS),
    Ladder(FRAME, [], 0, 0, "您在这里"),
    ShareBar(FRAME, [("低于您", 0), ("同级", 0), ("高于您", 0)]),
    SharedColumns(FRAME, [0, 0], 0, 100, 42, "您 42", "总分"),
    Radar(FRAME, []),
    Radar(FRAME, [Axis("一", 1, 1), Axis("二", 1, 1)]),
    StandingChart(FRAME, []),
    Trend(FRAME, [], Observation(2026.5, 40), "本企业"),
    Trend(FRAME, [TrendLine("江西", "province", ())]),
    Timeline(FRAME, [], "周"),
    Staircase(FRAME, [], "投入", "得分"),
]


@pytest.mark.parametrize("chart", EMPTY, ids=lambda chart: type(chart).__name__)
def test_a_chart_without_data_says_so(chart):
    assert all_of([FRAME.question, FRAME.empty], read(pdf_of(chart)))


def test_bars_print_points_of_the_most_possible_and_ranges_where_answers_are_missing():
    chart = PointBars(FRAME, [PointBar("数字化基础", 27.5, 31, 50), PointBar("数字化管理", 13.5, 13.5, 30)], BAR_WORDS)
    assert all_of(["数字化基础", "27.5–31 / 50", "13.5 / 30", "待补充"], read(pdf_of(chart)))


def test_bars_show_a_range_unlike_points_won_and_points_missing():
    drawn = [
        ink_of(pdf_of(PointBars(FRAME, [PointBar("甲", low, high, 10)], BAR_WORDS)))
        for low, high in [(2, 2), (2, 8), (8, 8)]
    ]
    assert len(set(drawn)) == 3


def test_the_legend_speaks_of_missing_answers_only_when_there_are_any():
    known = PointBars(FRAME, [PointBar("甲", 5, 5, 10)], BAR_WORDS)
    assert BAR_WORDS.possible not in read(pdf_of(known))


def test_scenes_print_level_star_and_range():
    tiles = [
        SceneTile("生产执行", "质量管理", 2, 2, True),
        SceneTile("生产执行", "设备管理", 1, 3),
        SceneTile("供应链", "采购管理", 0, 0),
    ]
    found = read(pdf_of(SceneTiles(FRAME, tiles, SCENE_WORDS)))
    assert all_of(["★质量管理", "1–3", "采购管理", "★ 约束性场景", "可能的范围"], found)


def test_standing_prints_each_value_with_its_date_and_the_firms_own_words():
    rows = [
        StandingRow(
            "生产设备数字化率",
            24,
            "本企业 24%",
            (PublishedMark("江西 2020", 40.6, "province"), PublishedMark("全国 2025", 57.7, "nation")),
        ),
        StandingRow("工业互联网平台应用普及率", None, "本企业：未使用", (PublishedMark("江西 2020", 9.5, "province"),)),
    ]
    found = read(pdf_of(StandingChart(FRAME, rows)))
    assert all_of(["本企业 24%", "江西 2020 40.6%", "全国 2025 57.7%", "本企业：未使用", "江西 2020 9.5%"], found)


def test_standing_cuts_a_long_name_but_never_its_value():
    row = StandingRow("普及率", 10, "本企业", (PublishedMark("江西目标 2027" + "（规上工业企业）" * 9, 97, "target"),))
    labels, _ = labels_of(StandingChart(FRAME, [row]), 300)
    flag = next(label.text for label in labels if label.text.startswith("江西"))
    assert "…" in flag
    assert flag.endswith(" 97%")


def test_standing_leaves_out_the_month_before_it_cuts_a_name():
    row = StandingRow("普及率", 10, "本企业", (PublishedMark("江西目标（2027-12）", 97, "target"),))
    labels, _ = labels_of(StandingChart(FRAME, [row]), 400)
    assert "江西目标（2027） 97%" in {label.text for label in labels}
    labels, _ = labels_of(StandingChart(FRAME, [row]), 300)
    assert "江西目标 97%" in {label.text for label in labels}


def test_scenes_whose_words_would_be_broken_stand_below_the_name_of_their_area():
    tiles = [
        SceneTile("Digital management and decisions", name, 1, 1, True)
        for name in (
            "Warehouse and logistics",
            "Planning and scheduling",
            "Human resources",
            "Decision support",
            "Sales",
        )
    ]
    for width in (330, theme.CONTENT_WIDTH):
        labels, _ = labels_of(SceneTiles(FRAME, tiles, SceneWords("Step", "stars count on their own", "open")), width)
        words = " ".join(label.text for label in labels)
        for word in ("Warehouse", "logistics", "scheduling", "resources", "Decision", "management", "decisions"):
            assert word in words, f"{word} is broken at {width}"
        assert "…" not in words


def test_the_radar_breaks_a_name_into_two_lines_before_it_cuts_it():
    names = ("Equipment", "Information systems", "Information security", "Product quality", "Green and low-carbon")
    labels, _ = labels_of(Radar(FRAME, [Axis(name, 0.5, 0.5) for name in names]), 330)
    words = " ".join(label.text for label in labels)
    assert "…" not in words and words.count("Information") == 2 and "security" in words


def test_a_value_beyond_the_axis_is_drawn_at_its_end():
    row = StandingRow("增长率", 130, "本企业 130%", (PublishedMark("江西", -5, "province"),))
    labels, _ = labels_of(StandingChart(FRAME, [row]), theme.CONTENT_WIDTH)
    assert {"本企业 130%", "江西 -5%"} <= {label.text for label in labels}


def test_the_trend_names_each_line_with_its_last_value():
    chart = Trend(
        FRAME,
        [
            TrendLine("全国", "nation", (Observation(2016, 45.4), Observation(2025.25, 66.2))),
            TrendLine("江西目标 2027", "target", (Observation(2028, 75),)),
        ],
        Observation(2026.5, 24),
        "本企业",
    )
    assert all_of(["全国 66.2%", "江西目标 2027 75%", "本企业 24%", "2015", "2027"], read(pdf_of(chart)))


def test_the_end_of_a_year_belongs_to_that_year():
    labels, _ = labels_of(Trend(FRAME, [TrendLine("江西", "province", (Observation(2021.0, 46.9),))]), 400)
    assert [label.text for label in labels if label.text.startswith("20")] == ["2020"]


@pytest.mark.parametrize("width", [280, 300, 350, theme.CONTENT_WIDTH])
def test_the_name_of_a_level_is_never_broken(width):
    names = ["无等级", "一级（初始级）", "二级（规范级）", "三级（集成级）", "四级（协同级）"]
    labels, _ = labels_of(Ladder(FRAME, names, 1, 1, "您在这里"), width)
    whole = {part for name in names for part in (name, *name.replace("（", " （").split())}
    assert {label.text for label in labels} <= whole | {"您在这里"}


def test_the_timeline_prints_steps_notes_and_milestones():
    chart = Timeline(
        FRAME,
        [TimelineStep("设备联网", 0, 2, "3–5 万元"), TimelineStep("数据备份", 8.9, 0.1, "0.5 万元")],
        "周",
        [Milestone("达到规范级", 9)],
    )
    assert all_of(["1.设备联网", "3–5 万元", "2.数据备份", "0.5 万元", "达到规范级"], read(pdf_of(chart)))


def test_the_frontier_always_names_the_chosen_plan():
    crowded = [Stair(cost / 10, 40 + cost, f"花法{cost}") for cost in range(12)]
    way = Stair(0.75, 43, "方案7")
    labels, _ = labels_of(Staircase(FRAME, crowded, "投入", "得分", [way]), theme.CONTENT_WIDTH)
    assert "方案7" in [label.text for label in labels]


@pytest.mark.parametrize("cost", [1.0, 9.0, 29.4, 30.0])
def test_the_name_of_a_way_stands_clear_of_the_line_below_its_step(cost):
    way, end = Stair(cost, 60.4, "三级（集成级）"), Stair(30.0, 75)
    labels, _ = labels_of(Staircase(FRAME, [Stair(0, 50), end], "投入", "得分", ways=[way]), theme.CONTENT_WIDTH)
    name = next(one for one in labels if one.text == way.label)
    line = next(one for one in labels if one.text == "0" and one.bottom < 30)
    last = next(one for one in labels if one.text == "30")
    middle = [(one.left + one.right) / 2 for one in (line, last)]
    at = middle[0] + cost / 30 * (middle[1] - middle[0])
    assert name.left > at + 2 or name.right < at - 2


def test_the_axis_of_a_rate_ends_at_all_of_it():
    line = TrendLine("江西", "province", (Observation(2021, 40), Observation(2022, 45)))
    labels, _ = labels_of(Trend(FRAME, [line], Observation(2026, 98.3), "您"), theme.CONTENT_WIDTH)
    assert "100" in {one.text for one in labels} and "120" not in {one.text for one in labels}


def rows_of(number: int) -> list[Chart]:
    some = range(number)
    return [
        PointBars(FRAME, [PointBar(f"第{at}项", at, at, number) for at in some], BAR_WORDS),
        StandingChart(FRAME, [StandingRow(f"第{at}项", 50, "本企业", ()) for at in some]),
        Timeline(FRAME, [TimelineStep(f"第{at}项", at, 1) for at in some], "周"),
    ]


@pytest.mark.parametrize("chart", rows_of(70), ids=lambda chart: type(chart).__name__)
def test_a_chart_of_many_rows_goes_on_over_pages_and_loses_none(chart):
    pdf = pdf_of(chart)
    found = joined(read(pdf))
    assert page_count(pdf) > 1
    assert all(found.count(f"第{at}项") == 1 for at in range(70))
    assert found.count(joined(FRAME.question)) == 1
    assert found.count(joined(FRAME.note)) == page_count(pdf)


@pytest.mark.parametrize(("rows", "cut"), [(3, False), (4, True)])
def test_a_chart_of_few_rows_stays_together(rows, cut):
    box = ChartBox(Timeline(FRAME, [TimelineStep(f"步骤{at}", at, 1) for at in range(rows)], "周"))
    whole = box.wrap(theme.CONTENT_WIDTH, 800)[1]
    assert bool(box.split(theme.CONTENT_WIDTH, whole - 10)) is cut


def test_steps_keep_their_numbers_on_the_next_page():
    chart = Timeline(FRAME, [TimelineStep(f"步骤{at}", at, 1) for at in range(1, 60)], "周")
    assert all_of(["59.步骤59", "1.步骤1"], read(pdf_of(chart)))


@given(st.lists(st.floats(-50, 150), min_size=1, max_size=9), st.floats(1, 12))
def test_spread_positions_keep_their_distance_their_order_and_the_range(wanted, gap):
    placed = spread(wanted, gap, 0, 100)
    ordered = [place for _, place in sorted(zip(wanted, placed, strict=True))]
    assert all(-1e-6 <= place <= 100 + 1e-6 for place in placed)
    assert all(after - before >= gap - 1e-6 for before, after in pairwise(sorted(placed)))
    assert sorted(ordered) == pytest.approx(ordered)


def test_positions_that_do_not_collide_stay_where_they_are():
    assert spread([10, 50, 30], 12, 0, 100) == [10, 50, 30]


def test_more_labels_than_fit_are_spaced_evenly():
    assert spread([5, 5, 5], 80, 0, 100) == pytest.approx([0, 50, 100])


@given(st.lists(st.tuples(st.floats(0, 300), st.floats(5, 120)), max_size=9))
def test_flags_touch_neither_each_other_nor_a_pole_not_their_own(flags):
    starts, widths = [start for start, _ in flags], [wide for _, wide in flags]
    lanes = flag_lanes(starts, widths, 2)
    for one, other in combinations(range(len(flags)), 2):
        left, right = sorted((one, other), key=lambda at: (starts[at], lanes[at]))
        if starts[right] <= starts[left] + widths[left]:
            assert lanes[left] > lanes[right] or starts[left] == starts[right]
            assert lanes[left] != lanes[right]


@given(st.floats(-1e4, 1e4), st.floats(0, 1e4))
def test_ticks_are_round_and_cover_the_range(low, span):
    ticks = round_ticks(low, low + span)
    assert ticks[0] <= low + 1e-6
    assert ticks[-1] >= low + span - 1e-6
    assert 2 <= len(ticks) <= 12


@pytest.mark.parametrize(
    ("value", "written"), [(0, "0"), (12.0, "12"), (12.34, "12.3"), (12000, "12,000"), (-0.04, "0"), (99.96, "100")]
)
def test_figures_are_written_as_people_write_them(value, written):
    assert figure(value) == written


def test_a_range_that_reads_the_same_is_one_figure():
    assert figures(12.31, 12.33) == "12.3"
    assert figures(24, 31.5) == "24–31.5"


TEXT_ON_GROUND = [
    *(
        (color, ground)
        for color in (theme.INK, theme.MUTED, theme.PRIMARY, theme.OWN, theme.GOOD, theme.CAUTION)
        for ground in (theme.PAPER, theme.WASH)
    ),
    *((theme.readable_on(ground), ground) for ground in theme.LEVELS),
    (theme.PAPER, theme.PRIMARY),
]


@pytest.mark.parametrize(("color", "ground"), TEXT_ON_GROUND)
def test_text_has_enough_contrast(color, ground):
    assert theme.contrast(color, ground) >= 4.5


def test_the_levels_differ_in_grey():
    assert all(theme.contrast(dark, light) > 1.15 for light, dark in pairwise(theme.LEVELS))
    luminance = [theme.contrast(ground, "#000000") for ground in theme.LEVELS]
    assert luminance == sorted(luminance, reverse=True)


@pytest.mark.parametrize(("value", "column"), [(0, 0), (4.99, 0), (5, 1), (33.65, 6), (99.9, 19), (100, 19)])
def test_the_firm_stands_in_the_column_that_counts_it(value, column):
    assert SharedColumns(FRAME, [0.05] * 20, 0, 100, value, "您", "分").own_column == column
