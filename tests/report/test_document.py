"""The report as its readers get it: all of the advisory is in it, in their language, and nothing else happens."""

import datetime
import io
import re
from itertools import pairwise
from uuid import uuid4

import numpy as np
import pikepdf
import pypdfium2
import pytest

from assessment.advisory import PROFILE, Advisory, Comment
from assessment.advisory.notes import nobody_listed
from assessment.advisory.visiting import Seen, visit_of
from assessment.answers import AnswerTable, read_answer
from assessment.content.facts import ChoiceFact, MultiFact, NumberFact
from assessment.language import LANGUAGES
from assessment.planning import Aim, Planner
from assessment.planning.plan import PlanLimits
from assessment.problems import InputRefused
from assessment.report.document import BELOW, OWNERS_PAGES, Brand, layout, told_at, write_report
from assessment.report.headings import OutlinedHeading
from assessment.report.told import flowables
from assessment.report.typesetting import Text
from assessment.scoring import plain_number
from assessment.telling import theme
from assessment.telling.blocks import Table, text_of
from assessment.telling.document import NEED_A_PLAN, document
from assessment.telling.naming import NAMES
from assessment.telling.subject import Subject
from assessment.web.result.view import View
from tests.random_firms import random_record, with_gaps
from tests.report import papers
from tests.report.conftest import HOSTILE, ON, RARE_NAME, SAMPLES, advise, sample_answers
from tests.report.drawing import all_of, joined

AT = datetime.datetime(2026, 11, 19, 23, 30, tzinfo=datetime.UTC)
BRAND = Brand(name="示例顾问", organisation="示例咨询", phone="0791-00000000")
EVERYONE = (*SAMPLES, "sparse", "partial", "highest", "visited")


def report(advisory: Advisory, lang: str, brand: Brand | None = None) -> bytes:
    out = io.BytesIO()
    write_report(out, advisory, lang, brand)
    return out.getvalue()


def language(pdf: bytes) -> str:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return str(opened.Root.Lang)


def pages_of(pdf: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]


def running_text(pdf: bytes) -> str:
    """The text without the headers and feet of its pages, so that it runs on over their ends."""
    cover, *rest = pages_of(pdf)
    return "\n".join(
        [cover, *(re.split(r"第 \d+ 页 / 共 \d+ 页|Page \d+ of \d+", page, maxsplit=1)[1] for page in rest)]
    )


@pytest.fixture(scope="module")
def reports() -> dict[tuple[str, str], bytes]:
    return {(name, lang): papers.paper(name, lang) for name in EVERYONE for lang in LANGUAGES}


@pytest.fixture(scope="module")
def texts() -> dict[tuple[str, str], str]:
    return {(name, lang): papers.running_text(name, lang) for name in EVERYONE for lang in LANGUAGES}


both = pytest.mark.parametrize("lang", LANGUAGES)
everyone = pytest.mark.parametrize("name", EVERYONE)


@both
@pytest.mark.parametrize("name", SAMPLES)
def test_it_tells_level_points_plan_and_sources(advisories, texts, name, lang):
    advisory = advisories[name]
    main, plan = advisory.main, advisory.plan
    told = [advisory.firm.name, f"{main.points:g}", main.level_name.text(lang), main.title.text(lang)]
    told += [item.title.text(lang) for item in main.items]
    told += [item.rule.text(lang) for item in main.items if item.points_max]
    told += [answer.text.text(lang) for item in main.items for answer in item.answers]
    told += [comparison.sentence.text(lang) for comparison in advisory.comparisons]
    told += [step.title.text(lang) for step in plan.steps]
    told += [step.without.text(lang) for step in plan.steps if step.without]
    told += [one.sentence.text(lang) for one in plan.binding]
    told += [one.evidence.text(lang) for one in plan.evidence]
    told += [match.provider for need in advisory.shortlist.needs for match in need.matches]
    told += [reason.text.text(lang) for need in advisory.shortlist.needs for m in need.matches for reason in m.reasons]
    told += [programme.title.text(lang) for programme in advisory.programmes]
    told += [programme.caveat.text(lang) for programme in advisory.programmes]
    found = joined(texts[name, lang])
    assert [one for one in told if joined(one) not in found] == []


@both
@pytest.mark.parametrize("name", [name for name in EVERYONE if name != "sparse"])
def test_every_source_stands_with_its_date_and_is_named_in_the_readers_language(advisories, texts, name, lang):
    advisory = advisories[name]
    sources = [reference.source for comparison in advisory.comparisons for reference in comparison.references]
    sources += [source for result in advisory.frameworks for source in result.sources]
    sources += [programme.source for programme in advisory.programmes]
    told = [source.named(lang) for source in sources] + [source.date.isoformat() for source in sources if source.date]
    assert all_of(told, texts[name, lang])


@both
@everyone
def test_it_says_that_it_is_not_official_and_what_is_modelled_or_made_up(advisories, texts, name, lang):
    advisory = advisories[name]
    told = [advisory.disclaimer.text(lang)]
    if advisory.main.enough_known:
        told += [advisory.archetype.marking.text(lang)]
    if advisory.shortlist is not None and advisory.shortlist.names_left_out is None:
        told += [advisory.shortlist.provenance.text(lang), advisory.shortlist.neutrality.text(lang)]
    assert all_of(told, texts[name, lang])
    if advisory.firm.sample:
        assert {"zh": "示例", "en": "Sample"}[lang] in texts[name, lang]


@both
def test_a_real_firm_is_shown_what_help_it_needs_and_no_made_up_names(advisories, texts, lang):
    real, sample = advisories["visited"].shortlist, advisories["moulding"].shortlist
    assert sample.names_left_out is None and any(need.matches for need in sample.needs)
    assert real.names_left_out is not None and not any(need.matches for need in real.needs)
    told = [real.names_left_out, *real.asks, *(need.category_label for need in real.needs)]
    assert all_of([one.text(lang) for one in told], texts["visited", lang])
    for made_up in (match.provider for need in sample.needs for match in need.matches):
        assert joined(made_up) not in joined(texts["visited", lang])


@everyone
def test_a_chinese_report_holds_no_english_of_ours(advisories, texts, name):
    """Every Latin word is part of a name, a source, a version or a Chinese text of the content."""
    allowed = words(chinese(advisories[name].model_dump(mode="json")))
    numberless = re.sub(r"[A-Z2-7]{4}(-[A-Z2-7]{4}){3}", "", texts[name, "zh"])
    assert words(numberless) - allowed == set()


def chinese(content: object) -> str:
    """All texts of an advisory but those in English, with the keys of comments."""
    match content:
        case {"zh": zh, "en": _}:
            return str(zh)
        case dict():
            return "\n".join(chinese(value) for value in content.values())
        case list():
            return "\n".join(map(chinese, content))
        case _:
            return str(content)


def words(text: str) -> set[str]:
    return set(re.findall(r"[A-Za-z]{2,}", text))


@both
@everyone
def test_a_reader_finds_every_section_by_outline_contents_and_page(advisories, reports, name, lang):
    pdf, pages = reports[name, lang], papers.pages(name, lang)
    titles = titles_of(advisories[name], lang)
    outline = [entry for entry in pypdfium2.PdfDocument(pdf).get_toc() if entry.level == 0]
    assert [entry.get_title() for entry in outline] == titles
    for entry, title in zip(outline, titles, strict=True):
        number = entry.get_dest().get_index()
        assert joined(title) in joined(pages[number])
        assert f"{title} {number + 1}" in " ".join(pages[0].split()), "the contents name the page"
    for number, page in enumerate(pages[1:], 2):
        assert (f"第 {number} 页 / 共 {len(pages)} 页" if lang == "zh" else f"Page {number} of {len(pages)}") in page


def titles_of(advisory: Advisory, lang: str) -> list[str]:
    sections = document(Subject(advisory, lang)).sections
    return [f"{number} {section.title}" for number, section in enumerate(sections, 1)]


@both
@everyone
def test_the_second_page_says_what_to_do_first_and_no_number_of_it_breaks(advisories, name, lang):
    second = joined(papers.pages(name, lang)[1])
    main = advisories[name].main
    assert joined("先做什么" if lang == "zh" else "What to do first") in second
    points = f"{plain_number(main.points_low)}–{plain_number(main.points_high)}"
    if not main.enough_known:  # a range from nothing to everything tells nobody anything
        assert points not in second
        return
    assert (points if main.points is None else plain_number(main.points)) in papers.pages(name, lang)[1]
    for step in advisories[name].plan.steps[:3] if advisories[name].plan else []:
        assert joined(step.title.text(lang)) in second


@both
@pytest.mark.parametrize(
    "name", [*(name for name in EVERYONE if name != "visited"), *(f"random{n}" for n in range(1, 13))]
)
def test_what_an_owner_reads_in_a_minute_is_the_cover_and_one_page(name, lang):
    """In both languages, for very different firms; what a consultant remarks on it may take more."""
    told = papers.told(name, lang)
    (page, *_), (first, *_) = layout(told), told.sections
    shown = [one.flowable for one in page]
    assert len(shown) >= 2 + len(list(flowables(first.blocks)))


@both
@pytest.mark.parametrize(("length", "most"), [("page", 1), ("owner", 8)])
@pytest.mark.parametrize("name", EVERYONE)
def test_a_length_is_a_cut_of_the_same_words(advisories, name, lang, length, most):
    told = document(Subject(advisories[name], lang), length)
    out = io.BytesIO()
    write_report(out, advisories[name], lang, length=length)
    assert len(pypdfium2.PdfDocument(out.getvalue())) <= most
    own = {text for section in told.sections for text in text_of(section.blocks)} - set(papers.texts(name, lang))
    assert all("全本" in text or "full report" in text for text in own - {*further(told)}), "says where the rest is"


def further(told):
    """What the owner's length says that the full one adds."""
    return [text for section in told.sections if section.id == "further" for text in text_of(section.blocks)]


class TestOwnersLength:
    """Six to eight pages for whoever it is: the first of many, and where the rest stands."""

    @pytest.fixture(scope="class")
    @classmethod
    def worst(cls, advisor) -> dict[str, Advisory]:
        """The longest papers that modelled firms give: from nothing, all of it seen and unlike, with all open."""
        answers = sample_answers(advisor, "moulding")
        facts = [advisor.bank.facts[name] for name in advisor.frameworks_on(ON)["miit"].facts]
        nothing = {one.id: _least(one) for one in facts if not isinstance(one, NumberFact) or one.at_most}
        table, _ = AnswerTable.from_records(advisor.bank, [answers | nothing], ["x"])
        reading = advisor.reading(table, ON)
        found = {f"level{n}": reading.advisory(0, aim=Aim(level=n)) for n in (2, 3)}
        bank = advisor.bank.facts
        seen = {name: Seen(read_answer(bank[name], value), "示例顾问", AT) for name, value in nothing.items()}
        reported = {name: reading.table.answer(0, name) for name in reading.table.columns}
        table, _ = AnswerTable.from_records(advisor.bank, [answers], ["x"])
        reported |= {name: advisor.reading(table, ON).table.answer(0, name) for name in nothing if name in answers}
        visit = visit_of(advisor, reported, seen, ON, ON)
        remarks = [Comment(section=one, text="示例" * 700, author="示例顾问", at=AT) for one in ("plan", "programmes")]
        found["visited"] = found["level3"].model_copy(update={"visit": visit, "comments": tuple(remarks)})
        rng = np.random.default_rng(1)
        asked = dict.fromkeys(fact for one in advisor.frameworks_on(ON).values() for fact in one.facts)
        record = random_record(advisor.bank, tuple({**dict.fromkeys(PROFILE), **asked}), rng)
        found["open"] = advise(advisor, with_gaps(record, rng, 0.15))
        return found

    @both
    @pytest.mark.parametrize("name", ["level2", "level3", "visited", "open"])
    def test_it_has_at_most_eight_pages_and_names_what_it_leaves_out(self, worst, name, lang):
        advisory = worst[name]
        told = told_at(Subject(advisory, lang, BRAND), "owner")
        assert len(layout(told)) + 1 <= OWNERS_PAGES
        shown = {section.id for section in told.sections}
        left = " ".join(further(told))
        for section in document(Subject(advisory, lang, BRAND)).sections:
            assert section.id in shown or section.title in left
        every = " ".join(text for section in told.sections for text in text_of(section.blocks))
        assert all(step.title.text(lang) in every for step in advisory.plan.steps)

    def test_the_worst_are_long_enough_to_be_cut(self, worst):
        assert len(worst["level3"].plan.steps) > 30
        assert len(worst["visited"].visit.checked) > 20
        assert len(layout(document(Subject(worst["visited"], "en", BRAND), "owner"))) + 1 > OWNERS_PAGES

    def test_what_moves_the_result_most_is_told_first_of_what_was_seen(self, worst):
        advisory = worst["visited"]
        sections = told_at(Subject(advisory, "zh", BRAND), "owner").sections
        visited = next(section for section in sections if section.id == "visited")
        rows = next(block.rows for block in visited.blocks if isinstance(block, Table))
        moves = [one for one in advisory.visit.checked if one.as_reported is not None]
        most = max(moves, key=lambda one: one.as_reported.points_high - advisory.visit.verified.points_high)
        assert rows[0][0] == most.label.zh and len(rows) < len(moves)

    def test_a_remark_keeps_its_section_longest(self, worst):
        remark = Comment(section="archetype", text="示例", author="示例顾问", at=AT)
        advisory = worst["visited"].model_copy(update={"comments": (*worst["visited"].comments, remark)})
        shown = {one.id for one in told_at(Subject(advisory, "en", BRAND), "owner").sections}
        assert "archetype" in shown and "comparison" not in shown


@both
def test_a_remark_on_what_is_not_there_names_it_and_stands_before_the_signatures(advisories, lang):
    remark = Comment(section="frameworks", text="示例一句", author="示例顾问", at=AT)
    advisory = advisories["moulding"].model_copy(update={"comments": (remark,)})
    out = io.BytesIO()
    write_report(out, advisory, lang, BRAND, "owner")
    found = joined(running_text(out.getvalue()))
    named = joined(NAMES["frameworks"].text(lang))
    head = joined("顾问点评“" if lang == "zh" else "Consultant's comment on '") + named
    assert head in found and found.index(head) < found.rindex(joined("签署" if lang == "zh" else "Signatures"))


def _least(fact):
    if isinstance(fact, MultiFact):
        return [next(one.id for one in fact.options if one.excludes_others)]
    return fact.options[0].id if isinstance(fact, ChoiceFact) else max(fact.minimum, 0)


def test_sections_are_chosen_and_ordered(advisories):
    told = document(Subject(advisories["moulding"], "zh"), chosen=["plan", "result"])
    assert [section.id for section in told.sections] == ["plan", "result"]
    with pytest.raises(InputRefused, match="no such section"):
        document(Subject(advisories["moulding"], "zh"), chosen=["elsewhere"])


def test_a_firm_of_which_little_is_known_gets_a_short_paper_and_no_plan(advisories, texts):
    told = document(Subject(advisories["sparse"], "zh"))
    assert not {section.id for section in told.sections} & set(NEED_A_PLAN)
    assert len(layout(told)) + 1 <= 8
    assert "没有更便宜的组合" not in texts["sparse", "zh"]
    assert all_of(["先不出方案", *(q.ask.zh for q in advisories["sparse"].next_questions[:1])], texts["sparse", "zh"])


@both
def test_one_page_on_a_firm_of_which_little_is_known_says_what_to_answer_and_who_has_the_papers(advisories, lang):
    advisory = advisories["sparse"]
    told = document(Subject(advisory, lang), "page")
    assert [section.id for section in told.sections] == ["result", "open"]
    words = "\n".join(text_of(told.sections[1].blocks))
    asks = [one.ask for one in advisory.next_questions if one.framework == advisory.main.framework]
    assert asks and all(ask.text(lang) in words for ask in asks)
    assert all(topic.title.text(lang) in words for topic in advisory.open_topics)
    out = io.BytesIO()
    write_report(out, advisory, lang, length="page")
    assert len(pypdfium2.PdfDocument(out.getvalue())) == 1


@both
@everyone
def test_pages_are_neither_few_nor_many_and_none_runs_over_or_is_nearly_empty(name, lang):
    pages = layout(papers.told(name, lang))
    assert 4 <= len(pages) + 1 <= 26
    for page in pages:
        last, top = page[-1]
        assert top + last.height <= theme.CONTENT_HEIGHT + BELOW + 1e-6
        assert not last.getKeepWithNext()
    for page in pages[:-1]:
        last, top = page[-1]
        assert top + last.height > 0.6 * theme.CONTENT_HEIGHT


@both
@everyone
def test_no_section_is_empty_and_none_says_nothing_at_all(name, lang):
    for section in papers.told(name, lang).sections:
        assert any(text.strip() for text in text_of(section.blocks)), section.id


def test_the_highest_level_has_no_plan_and_says_what_is_still_to_be_had(advisories, texts):
    advisory = advisories["highest"]
    assert advisory.plan is None
    gap = plain_number(advisory.main.points_max - advisory.main.points_low)
    assert all_of(["已达到最高等级，没有下一级", f"离满分还差 {gap} 分", "守住最高等级"], texts["highest", "zh"])
    for empty in ("谁能来做", "升级最省的办法", "可以直接按方案做"):
        assert empty not in texts["highest", "zh"]


@everyone
def test_a_number_never_stands_on_two_lines(advisories, name):
    """The total most of all, whose ends may have two decimals each."""
    advisory = advisories[name]
    widest = advisory.main.model_copy(update={"points_low": 33.655, "points_high": 139.655})
    others = tuple(one for one in advisory.frameworks if one is not advisory.main)
    for told in (advisory, advisory.model_copy(update={"frameworks": (widest, *others)})):
        for text in headline_of(told):
            for first, following in pairwise(text.lines(theme.CONTENT_WIDTH)):
                assert not (first[-1:].isdigit() and following[:1].isdigit()), text.text


def headline_of(advisory):
    section = document(Subject(advisory, "zh"), "page").sections[0]
    return [one for one in flowables(section.blocks) if isinstance(one, Text)]


def test_open_answers_make_ranges_and_name_the_questions_to_answer(advisories, texts):
    advisory = advisories["partial"]
    main = advisory.main
    asks = [question.ask.zh for question in advisory.next_questions if question.framework == main.framework]
    assert asks
    assert all_of([f"{main.points_low:g}–{main.points_high:g}", *asks, "未回答", "可能更省"], texts["partial", "zh"])


@both
def test_a_plan_that_cannot_be_gives_what_would_make_it_possible(advisor, advisories, lang):
    table, _ = AnswerTable.from_records(advisor.bank, [sample_answers(advisor, "moulding")], ["x"])
    framework = advisor.frameworks_on(ON)["miit"]
    plan = Planner(framework, table, 0, advisor.measures, "small").cheapest(2, PlanLimits(budget=1, weeks=30))
    assert plan.status == "infeasible"
    note = nobody_listed(plan, at_the_top=False)
    advisory = advisories["moulding"].model_copy(update={"plan": plan, "shortlist": None, "shortlist_note": note})
    text = running_text(report(advisory, lang))
    assert all_of([one.sentence.text(lang) for one in plan.relaxations], text)
    assert all_of([plan.limits_told.text(lang), plan.notes[0].text(lang), note.text(lang)], text)
    assert joined(text).count(joined(plan.limits_told.text(lang))) == 2, "with the result and with the plan, once each"
    untrue = {"zh": ("没有步骤要请别人做", "下一级："), "en": ("No step asks for anybody", "Next level:")}
    assert not any(one in text for one in untrue[lang])


@both
def test_the_limits_of_a_plan_are_told_with_it(advisor, lang):
    table, _ = AnswerTable.from_records(advisor.bank, [sample_answers(advisor, "moulding")], ["x"])
    limits = PlanLimits(budget=200, weeks=52)
    advisory = next(advisor.advise(table, ON, aim=Aim(limits=limits)))
    assert advisory.plan.steps
    told = {
        "zh": "一共最多花 200 万元；52 周（约 12 个月）内做完",
        "en": "at most CNY 2,000,000 in all; done within 52 weeks",
    }
    assert joined(running_text(report(advisory, lang))).count(joined(told[lang])) == 2
    assert any(told[lang] in line.text(lang) for line in advisory.summary_lines())


@both
def test_whatever_a_person_typed_is_drawn_and_nothing_else(reports, texts, lang):
    pdf = reports["visited", lang]
    assert texts["visited", lang].count("<img src=") >= 3
    assert all_of([HOSTILE, RARE_NAME], texts["visited", lang])
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        actions = [key for one in opened.objects if isinstance(one, pikepdf.Dictionary) for key in one]
    assert not {"/AA", "/URI", "/JS", "/OpenAction", "/AcroForm", "/EF"}.intersection(actions)


@both
def test_comments_stand_in_their_section_and_none_is_lost(advisories, texts, lang):
    found = joined(texts["visited", lang])
    sections = document(Subject(advisories["visited"], lang)).sections
    starts = [found.rindex(joined(f"{n} {section.title}")) for n, section in enumerate(sections, 1)]
    ends = [*starts[1:], len(found)]
    place = {section.id: (start, end) for section, start, end in zip(sections, starts, ends, strict=True)}
    for comment in advisories["visited"].comments:
        start, end = place.get(comment.section, place["method"])  # on what is not there: last, and by its name
        assert start < found.index(joined(comment.text)) < end
        assert joined(comment.author) in found
        assert "2026-11-20" in found[start:end], "half past eleven at night in Greenwich is the next day in China"


@both
def test_verified_answers_are_marked_and_counted(texts, lang):
    told = {"zh": ["3 个回答经现场核实", "✓ 现场核实"], "en": ["3 answers verified", "✓ verified on site"]}
    assert all_of(told[lang], texts["visited", lang])
    assert {"zh": "未经现场核实", "en": "Not verified on site"}[lang] in texts["moulding", lang]


def test_metadata_name_firm_author_subject_language_and_the_day(advisories, reports):
    advisory = advisories["moulding"]
    brand = Brand(name="示例顾问", organisation="某某咨询（示例）", title="高级顾问", phone="0791-00000000")
    pdf = report(advisory, "zh", brand)
    found = pypdfium2.PdfDocument(pdf).get_metadata_dict()
    assert found["Title"].startswith(advisory.firm.name)
    assert found["Author"] == "某某咨询（示例） · 示例顾问 · 高级顾问 · 0791-00000000"
    assert found["Subject"] == advisory.main.summary.zh
    assert "miit@2024" in found["Keywords"]
    assert found["CreationDate"].startswith("D:20261123")
    assert language(pdf) == "zh-CN"
    assert language(reports["moulding", "en"]) == "en"
    assert "某某咨询（示例）" in pages_of(pdf)[0]
    assert "某某咨询（示例）" in pages_of(pdf)[5]
    assert all_of(["示例顾问", "0791-00000000"], pages_of(pdf)[0])
    assert all_of(["顾问：示例顾问", "签字", "地点和日期"], pages_of(pdf)[-1])


def test_the_same_advisory_gives_the_same_bytes_to_a_path_and_to_a_stream(advisories, reports, tmp_path):
    again = Advisory.model_validate_json(advisories["visited"].model_dump_json())
    write_report(tmp_path / "report.pdf", again, "zh")
    assert (tmp_path / "report.pdf").read_bytes() == reports["visited", "zh"]


def test_a_share_of_firms_never_gives_a_firm_a_percentage(advisories, texts):
    """The firm's own mark stands on the axis of rates only."""
    text = joined(texts["moulding", "zh"])
    shares = text[text.index("已经有多少企业做到，您做到没有") : text.index("在同类企业里排在哪里")]
    assert "您已做到" in shares
    assert re.search(r"您\d", shares) is None


def test_headings_within_a_section_have_places_of_their_own(advisories):
    for advisory in advisories.values():
        placed = [one.flowable for page in layout(document(Subject(advisory, "zh"))) for one in page]
        keys = [flowable.key for flowable in placed if isinstance(flowable, OutlinedHeading)]
        assert len(keys) == len(set(keys))


@both
@pytest.mark.parametrize("length", ["owner", "full"])
@pytest.mark.parametrize("name", [*EVERYONE, "furniture", "random2", "random6"])
def test_no_last_page_holds_a_few_lines_only(name, lang, length):
    last, top = layout(papers.told(name, lang, length))[-1][-1]
    assert top + last.height > 0.2 * theme.CONTENT_HEIGHT


@pytest.mark.parametrize("seed", range(4))
def test_reports_of_random_firms_fill_their_pages_and_never_run_over(advisor, seed):
    rng = np.random.default_rng(seed)
    frameworks = advisor.frameworks_on(ON)
    answers = random_record(advisor.bank, (*PROFILE, *frameworks["miit"].facts), rng)
    advisory = advise(advisor, with_gaps(answers, rng) if seed % 2 else answers)
    for lang in LANGUAGES:
        pages = layout(document(Subject(advisory, lang)))
        heights = [page[-1].top + page[-1].flowable.height for page in pages]
        assert max(heights) <= theme.CONTENT_HEIGHT + BELOW + 1e-6
        assert min(heights[:-1]) > 0.6 * theme.CONTENT_HEIGHT


@pytest.mark.parametrize("length", [1, 20, 60, 400])
def test_a_firms_name_stays_in_the_band_of_the_cover_however_long(advisories, length):
    firm = advisories["moulding"].firm.model_copy(update={"name": "赣" * length})
    found = pages_of(report(advisories["moulding"].model_copy(update={"firm": firm}), "zh"))[0]
    lines = [line for line in found.split("\r\n") if line.startswith("赣赣") or line == "赣"]
    assert 1 <= len(lines) <= 5
    assert "".join(lines).startswith("赣" * min(length, 100))


def test_the_contents_stand_in_two_columns_where_one_would_be_too_close(advisories):
    """Below all that a profile may say, and the longest name of a firm."""
    long = advisories["visited"].firm.model_copy(update={"name": "示例" * 100})
    many = {"organisation": "示例" * 30, "title": "示例" * 20, "phone": "0" * 40, "registration": "示例" * 30}
    for brand, columns in ((BRAND, 1), (Brand(name="示例" * 20, **many), 2)):
        advisory = advisories["visited"].model_copy(update={"firm": long} if columns == 2 else {})
        pdf = pikepdf.open(io.BytesIO(report(advisory, "en", brand)))
        boxes = [[float(end) for end in link.Rect] for link in pdf.pages[0].Annots]
        assert len(boxes) == len(document(Subject(advisories["visited"], "en", brand)).sections)
        assert len({left for left, *_ in boxes}) == columns
        assert min(top - bottom for _, bottom, _, top in boxes) >= 12.9, "two lines of contents never touch"


def test_a_firm_to_which_nothing_applies_is_not_told_that_it_has_answered_too_little(advisor):
    reason = {"state": "not_applicable", "reason": "示例"}
    answers = sample_answers(advisor, "moulding") | dict.fromkeys(advisor.frameworks_on(ON)["miit"].facts, reason)
    told = "\n".join(
        text
        for section in document(Subject(advise(advisor, answers), "zh"), "page").sections
        for text in text_of(section.blocks)
    )
    assert "没定的都答了“不适用”" in told and "请选“没有”那一项" in told and "答得还太少" not in told


@both
def test_what_may_be_chosen_instead_of_the_plan_is_told_where_it_was_worked_out(advisor, advisories, lang):
    plain = advisories["moulding"]
    assert plain.choices is None
    table, _ = AnswerTable.from_records(advisor.bank, [sample_answers(advisor, "moulding")], ["1"])
    chosen = next(advisor.advise(table, ON, choices=True))
    assert chosen.choices is not None
    words = joined("一笔钱能买到什么" if lang == "zh" else "What a sum of money buys")
    assert words not in joined(running_text(report(plain, lang)))
    told = joined(running_text(report(chosen, lang)))
    assert words in told
    for other in chosen.choices.others:
        assert joined(other.sentence.text(lang)) in told
    assert joined(chosen.choices.robust_note.text(lang)) in told
    # A result kept before there were choices is still read.
    before = plain.model_dump(mode="json")
    del before["choices"]
    assert type(plain).model_validate(before) == plain


@both
def test_a_city_that_is_not_known_is_no_place_with_a_promotion_centre(advisor, lang):
    for gap in ({"state": "dont_know"}, {"state": "not_applicable", "reason": "示例"}):
        advisory = advise(advisor, sample_answers(advisor, "moulding") | {"city": gap, "chain": gap})
        (section,) = document(Subject(advisory, lang), chosen=["shortlist"]).sections
        told = "\n".join(text_of(section.blocks))
        assert {"zh": "填了所在城市", "en": "Say which city you are in"}[lang] in told
        assert not re.search("不清楚的|不适用的|centre of (don't|not)", told)
        assert View(uuid4(), advisory, lang, None).who.count("·") == 1, "name and size"
