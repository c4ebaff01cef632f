"""The dashboard of a round and an area: every figure found again from its export, rules apart from firms."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from datetime import date, timedelta

import docx
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest
from sqlalchemy import update

from assessment.advisory import Advisor, default_advisor
from assessment.batch.monitored import Asked, FoundFigures, area_figures
from assessment.batch.scored import csv_bytes
from assessment.content.counties import load_counties
from assessment.language import LANGUAGES, Lang, label
from assessment.monitoring import AreaFigures, GroupLine, ShareRange
from assessment.report.leaflet import brief_pdf
from assessment.settings import now
from assessment.store import schema
from assessment.store.assessments import Store, open_store
from assessment.store.firm_list import FirmReach
from assessment.store.firm_records import Round
from assessment.store.invitation_records import InvitationOutcome, InvitationState, NewInvitation
from assessment.telling.blocks import text_of
from assessment.telling.brief import SECTIONS, ToldBrief, brief
from assessment.telling.brief.groups import FEW
from assessment.telling.brief.subject import BriefSubject
from assessment.web.told import markup
from assessment.word.leaflet import brief_word
from tests.areas import NEEDS, an_area
from tests.recomputed import figures, firms_of
from tests.report.drawing import joined

FIRMS = 160
EVERYWHERE = FirmReach()


@pytest.fixture(scope="module")
def advisor() -> Advisor:
    return default_advisor()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, advisor: Advisor) -> Iterator[Store]:
    """Two rounds of the same firms, the first of them scored by an edition that is no longer in force."""
    made = open_store(f"sqlite:///{tmp_path_factory.mktemp('area') / 'store.sqlite3'}")
    start = now() - timedelta(days=100)
    for name, days in (("示例一轮", 0), ("示例二轮", 60)):
        opens = start + timedelta(days=days)
        made.create_round(name, ["miit"], date(2026, 11, 1), (), opens, opens + timedelta(days=30), "x")
    second, first = made.rounds()
    known = an_area(made, advisor, (first, second), FIRMS)
    wanted = [
        NewInvitation(firm, category, ("step_a",), "示例服务商1", f"offer_{category}", "示例产品")
        for number, firm in enumerate([*known.values()][:30])
        for category in NEEDS[: 1 + number % 2]
    ]
    invited = made.keep_invitations(wanted, second.opens_at.date(), second.id, "w").numbers
    came: tuple[InvitationState, ...] = ("seen", "met", "contracted", "declined")
    made.note_outcomes([InvitationOutcome(one, came[one % 4]) for one in invited[:30]], "centre", "w")
    table, own = schema.standings, schema.assessments
    of_first = table.c.assessment_id.in_(own.select().with_only_columns(own.c.id).where(own.c.round_id == first.id))
    with made._writing() as connection:
        connection.execute(update(table).where(of_first).values(version="2019", level=table.c.level + 1))
        connection.execute(update(table).where(of_first).values(level_high=table.c.level_high + 1))
    yield made
    made.close()


@pytest.fixture(scope="module")
def rounds(store: Store) -> tuple[Round, Round]:
    second, first = store.rounds()
    return first, second


def found(
    store: Store, advisor: Advisor, asked: Asked, reach: FirmReach = EVERYWHERE, most: int | None = None
) -> FoundFigures:
    return area_figures(store, advisor, load_counties(advisor.root, advisor.bank), asked, reach, most)


@pytest.fixture(scope="module")
def area(store: Store, advisor: Advisor, rounds: tuple[Round, Round]) -> AreaFigures:
    return found(store, advisor, Asked(rounds[1], rounds[0], now().date())).figures


def told(area: AreaFigures, lang: Lang) -> ToldBrief:
    names = label("全省", "The whole province"), "示例二轮", "示例一轮"
    return brief(BriefSubject(area, lang, *names, made_by="示例中心"))


def exported(area: AreaFigures) -> bytes:
    return csv_bytes(list(area.firms.rows("zh")))


# -- every figure from the export --------------------------------------------------------------------------------------


def test_every_figure_is_found_again_from_the_export_by_a_script_of_its_own(area: AreaFigures) -> None:
    again = figures(firms_of(exported(area)), area.now.layout.framework.spec.version, list(area.level_names))
    assert again["coverage"] == {name: getattr(area.coverage, name) for name in again["coverage"]}
    assert again["levels"] == {one.level: (one.certain, one.open) for one in area.levels}
    _same_group(again["whole"], area.whole)
    for by in ("city", "county", "chain", "size"):
        groups = {one.id: one for one in area.groups(by)}
        assert groups.keys() == again[by].keys() and len(groups) > 3
        for id_, group in groups.items():
            _same_group(again[by][id_], group)
    for one in area.rates:
        assert one.own is not None
        assert again["rates"][one.indicator.id] == pytest.approx((one.own.low, one.own.high, one.asked), rel=1e-5)
    assert again["machines"] == {one.fact: (one.machines, one.said) for one in area.machines}
    counted = {one.target.id: (one.ours, one.said) for one in area.targets if one.ours is not None}
    assert again["target"] == counted and len(counted) == 3
    for scene in area.scenes:
        assert again["scenes"][scene.id] == pytest.approx((scene.grade.low, scene.grade.high), rel=1e-5)
    assert len(area.scenes) == len(again["scenes"]) == 16
    assert again["needs"] == {one.category: one.firms for one in area.needs if one.firms}
    assert again["steps"] == {one.category: one.steps for one in area.needs if any(one.steps)}
    assert len(again["steps"]) == 2 and again["steps"][NEEDS[0]][0] == 30 > again["steps"][NEEDS[0]][3] > 0
    model = area.advisor.archetypes[area.now.layout.framework.key]
    codes = {model.identifier(code): code for code in range(len(model.artefact.types))} | {"": -1}
    assert again["types"] == {codes[one.id]: one.firms for one in area.types if one.firms}
    movement = area.movement
    assert movement is not None and movement.by_rules is not None
    assert again["movement"]["firms"] == movement.firms > 40
    for points, span in zip(
        again["movement"]["points"], (movement.before, movement.replayed, movement.now), strict=True
    ):
        assert span is not None and points == pytest.approx((span.low, span.high), rel=1e-5)
    for moves in ("by_rules", "by_firms"):
        own = getattr(movement, moves)
        assert again["movement"][moves] == (own.up, own.down)
    assert (movement.by_rules.up, movement.by_rules.down > 20) == (0, True), "the old edition was one level milder"


def _same_group(again: tuple, group: GroupLine) -> None:
    scored, low, high, shares = again
    assert scored == group.scored
    assert shares == {at: (one.certain, one.possible) for at, one in group.shares.items()}
    if scored:
        assert group.points is not None
        assert (low, high) == pytest.approx((group.points.low, group.points.high), rel=1e-5)


def test_other_rules_are_no_rise_or_fall_of_a_firm(area: AreaFigures) -> None:
    """The same answers under two editions: all the change is the rules', none the firms'."""
    assert area.firms.before is not None
    same = AreaFigures(
        type(area.firms)(**(vars(area.firms) | {"now": area.firms.before})), area.advisor, area.on, area.names
    )
    movement = same.movement
    assert movement is not None and movement.by_rules is not None
    assert (movement.by_firms.up, movement.by_firms.down) == (0, 0)
    assert movement.other_rules == movement.firms and movement.by_rules.down > 20


def test_what_came_after_the_day_does_not_count(store: Store, advisor: Advisor, rounds: tuple[Round, Round]) -> None:
    _, second = rounds
    early = found(store, advisor, Asked(second, None, second.opens_at.date() - timedelta(days=2))).figures
    assert (early.coverage.invited, early.coverage.begun, early.scored) == (FIRMS, 0, 0)
    assert [one.id for one in told(early, "zh").sections] == ["summary", "coverage", "method"]
    latest = found(store, advisor, Asked(None, None, now().date())).figures
    assert latest.scored > early.scored and latest.movement is None


def test_an_area_holds_its_own_firms_alone(store: Store, advisor: Advisor, rounds: tuple[Round, Round]) -> None:
    asked = Asked(rounds[1], rounds[0], now().date())
    city = found(store, advisor, asked, FirmReach("nanchang")).figures
    county = found(store, advisor, asked, FirmReach("nanchang", "360102")).figures
    assert set(city.firms.places["city"]) == {"nanchang"} and set(county.firms.places["county"]) == {"360102"}
    assert 0 < county.coverage.invited < city.coverage.invited < FIRMS
    nobody = found(store, advisor, asked, FirmReach(only=frozenset())).figures
    assert (len(nobody.firms), nobody.scored, nobody.whole.points) == (0, 0, None)
    assert len(list(nobody.firms.rows("zh"))) == 1
    assert [one.id for one in told(nobody, "en").sections] == ["summary", "coverage", "method"]


def test_figures_are_found_once_and_again_after_a_new_standing(
    store: Store, advisor: Advisor, rounds: tuple[Round, Round], area: AreaFigures
) -> None:
    asked = Asked(rounds[1], rounds[0], now().date())
    assert found(store, advisor, asked, most=0).waiting == 0
    layout = area.now.layout.key
    one = next(row for row in store.area_assessments(layout, EVERYWHERE, (), rounds[1].id) if row.figures is not None)
    with store._writing() as connection:
        own = schema.standings.c.assessment_id == schema.assessments.c.id
        connection.execute(
            update(schema.standings)
            .where(own, schema.assessments.c.round_id == rounds[1].id)
            .values(at=rounds[1].opens_at + timedelta(hours=1))
        )
    waiting = found(store, advisor, asked, most=0)
    assert waiting.waiting == area.scored and waiting.figures.detailed == 0 and not waiting.figures.scenes
    mark = store.area_mark()
    assert found(store, advisor, asked).figures.detailed == area.scored
    assert store.area_mark() == mark, "finding figures changes nobody's answers"
    again = store.area_assessments(layout, EVERYWHERE, (), rounds[1].id)
    assert next(row for row in again if row.id == one.id).figures == one.figures


# -- spans -------------------------------------------------------------------------------------------------------------


@settings(max_examples=30)
@given(st.integers(1, 60), st.data())
def test_the_interval_of_a_share_is_the_exact_one_and_reaches_over_what_is_open(n: int, data: st.DataObject) -> None:
    certain = data.draw(st.integers(0, n))
    possible = data.draw(st.integers(certain, n))
    share = ShareRange(certain, possible, n)
    low = binomtest(certain, n).proportion_ci(0.95, "exact").low
    high = binomtest(possible, n).proportion_ci(0.95, "exact").high
    assert (share.by_chance.low, share.by_chance.high) == pytest.approx((100 * low, 100 * high), abs=1e-6)
    assert share.by_chance.low <= share.span.low <= share.span.high <= share.by_chance.high
    assert not share.stands_apart(share)


@pytest.mark.parametrize(
    ("certain", "possible", "of", "apart"),
    [(0, 0, 3, False), (0, 0, 30, True), (30, 30, 30, True), (13, 17, 30, False), (0, 30, 30, False), (0, 0, 0, False)],
)
def test_a_group_is_dark_only_where_chance_cannot_explain_it(certain: int, possible: int, of: int, apart: bool) -> None:
    assert ShareRange(certain, possible, of).stands_apart(ShareRange(45, 55, 100)) is apart


# -- the brief ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_page_pdf_and_word_say_the_same(area: AreaFigures, lang: Lang) -> None:
    document = told(area, lang)
    assert [one.id for one in document.sections] == list(SECTIONS)
    texts = [text for section in document.sections for text in text_of(section.blocks)]
    shown = joined(html.unescape(re.sub(r"<[^>]+>", "", "".join(markup(one.blocks) for one in document.sections))))
    assert [text for text in texts if joined(text) not in shown] == []
    paper = brief_pdf(document)
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(paper)]
    edges = re.compile(r".*(第 \d+ 页 / 共 \d+ 页|Page \d+ of \d+)", re.DOTALL)
    printed = joined("".join(edges.sub("", page, count=1) for page in pages)).replace("〓", "")
    assert [text for text in texts if joined(text) not in printed] == []
    assert brief_pdf(told(area, lang)) == paper
    made = docx.Document(io.BytesIO(brief_word(document)))
    written = joined("".join(node.text or "" for node in made.element.body.iter() if node.tag.endswith("}t")))
    assert [text for text in texts if joined(text) not in written] == []


def test_a_target_whose_day_is_past_is_never_told_as_running(area: AreaFigures) -> None:
    zh = {one.id: " ".join(text_of(one.blocks)) + one.lead for one in told(area, "zh").sections}
    assert "规划期已结束" in zh["targets"] and "没有查到" in zh["targets"]
    assert "80,000 家" in zh["targets"] and "至多" in zh["targets"] and "不能当作全省的完成数" in zh["targets"]
    ended = re.findall(r"(\d{4}) 年的目标是[^，]+，([^。]+)", zh["rates"])
    assert ended and all(state == ("到期已过" if int(year) <= 2025 else "还没到期") for year, state in ended)


def test_of_few_firms_no_share_in_per_cent_is_told(area: AreaFigures) -> None:
    few = next(one for one in area.groups("county") if 0 < one.scored < FEW and one.shares[1].certain)
    words = list(text_of(next(one for one in told(area, "zh").sections if one.id == "groups").blocks))
    row = words[words.index(few.label.zh) :][: 3 + len(few.shares)]
    assert row[3].startswith(f"{few.shares[1].certain}") and row[3].endswith(f"/{few.scored}")
    assert "%" not in "".join(row[3:]) and any(text.endswith("%") for text in words)


def test_who_did_not_say_is_not_taken_for_nought(area: AreaFigures) -> None:
    cloud = next(one for one in area.targets if one.target.id == "networked_cloud_firms")
    assert cloud.ours is not None and 0 < cloud.ours < cloud.said < area.scored == cloud.said + cloud.silent
    asked = next(one for one in area.machines if one.fact == "equipment_cnc")
    assert (asked.machines, asked.said, asked.silent) == (0, 0, area.scored), "no firm was asked for these"
    words = list(text_of(told(area, "zh").sections[7].blocks))
    assert words[words.index("数控装备台数") + 1] == "—"
