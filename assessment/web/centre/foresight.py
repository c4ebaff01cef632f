"""What a sum, a subsidy or visits would do to the firms in hand, tried before they are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

import streamlit as st

from assessment.batch.foreseeing import WEIGHT, every_group
from assessment.foresight import REFUSED_SHARE, learned_share
from assessment.language import Label, Lang, label, percent
from assessment.permissions import Right
from assessment.settings import peer_floor
from assessment.store.draw_shelf import VisitDraw
from assessment.store.records import JobRecord
from assessment.web import handing, resources
from assessment.web.centre import sandbox, sections
from assessment.web.centre.bench import Bench
from assessment.web.centre.figures import table
from assessment.web.centre.ranges import Ranges
from assessment.web.centre.template import XLSX
from assessment.web.centre.waiting import ended
from assessment.web.firms import reaching
from assessment.web.markup import block, escape
from assessment.work import kinds, known

_TITLE = label("推演：先算一算再定", "Foresight: try it before it is")
_LEAD = label(
    "在这批企业上试：一笔钱怎么分，一条政策会带动谁，走访哪几家最说明问题，谁可以一起买。费用都是估算，结果不是承诺。",
    "Try on these firms how a sum is best divided, whom a policy would move, whom to visit, and who could buy "
    "together. Costs are estimates, and nothing is promised.",
)
_TRIALS: dict[str, Label] = {
    "sum": label("一笔钱怎么分", "Divide a sum"),
    "policy": label("政策沙盘", "Policy sandbox"),
    "visits": label("走访哪几家", "Whom to visit"),
    "visited": label("走访以后", "After the visits"),
    "groups": label("拼单", "Buy together"),
    "change": label("前后账", "What changed"),
}
_WAITING: dict[str, Label] = {
    "visited": label(
        "“走访以后”要先在这一轮、这个地区抽过一份走访名单。",
        "'After the visits' needs a list of visits drawn from this round and area.",
    ),
    "change": label(
        "“前后账”要有更早的一轮来比，这里没有。",
        "'What changed' needs an earlier round to compare with; there is none.",
    ),
}
"""Trials that wait for something, and for what."""
_WHICH = label("试什么", "What to try")
_BUDGET = label("总额（万元）", "The sum (CNY 10 000)")
_CAP = label("单家最多（万元，不限就空着）", "At most for one firm (CNY 10 000; empty for no limit)")
_FLOOR_OF = label("设下限：按什么分组", "A floor for each group of firms: grouped by")
_FLOORS: dict[str, Label] = {
    "city": label("市", "city"),
    "county": label("县区", "county"),
    "chain": label("产业链", "chain"),
    "size": label("规模", "size"),
}
_FLOOR = label("每组至少几家（0 就是不设）", "At least so many firms of each (0 for no floor)")
_COUNT = label("数什么", "What is to be most")
_COUNTS: dict[str, Label] = {
    "levels": label("升的级数", "levels"),
    "points": label("多得的分", "points"),
    "both": label("都数", "both"),
}
_WEIGHT = label("都数时，一级按几分算（自己定）", "With both, a level counts as so many points (your choice)")
_WHATEVER = label(
    "数分数时也算谁不管价格怎么变都在内（时间是三倍）",
    "With points, also tell who is in whatever the prices (in thrice the time)",
)
_VISITS = label("走访几家", "How many visits")
_REFUSED = label("一个回答站不住的可能（%）", "How likely an answer does not stand (per cent)")
_ASSUMED = label("还没有走访的经验，先按 10% 估。", "No visits have told yet: 10% is an estimate.")
_LEARNED = label(
    "过去走访 {firms} 家，看过的回答里 {share} 和自报不一样；看过的越少，越按 10% 估，这里填的是 {used}%。",
    "On past visits to {firms} firms {share} of the answers were found otherwise than reported; the fewer were seen, "
    "the nearer to 10% is what stands here: {used}%.",
)
_BEFORE = label("和哪一轮比", "Compared with")
_CHANGE = label(
    "每家的分数变化分成：规则变了、企业自己变了、跟进的措施、以前没答、以前答错（现场核实过）。",
    "The change of each firm's points is split: changed rules, its own change, steps followed, answers that were open, "
    "and answers found wrong on site.",
)
_BY = label("哪些企业一起买", "Which firms together")
_GROUPS: dict[str, Label] = {
    "county": label("同一县区", "of one county"),
    "city": label("同一市", "of one city"),
    "chain": label("同一产业链", "of one chain"),
}
_SEED = label("抽签号（同样的号抽同样的企业）", "Seed (the same draws the same firms)")
_A_DAY = label("一天走访几家", "Visits in a day")
_DRAW = label("按哪份名单", "By which list")
_DRAW_IS = label(
    "{number}：{day} 从{firms_of}的 {firms} 家里抽 {visits} 家，看第 {level} 级",
    "{number}: {visits} of {firms} firms of {firms_of}, level {level}, drawn {day}",
)
_SAME = label(
    "走访结果取企业库里核实过的回答；名单上的企业都核实过才能推算。",
    "What was found is what was verified in the database; every firm of the list must have been verified.",
)
_LEVEL = label("哪一级", "Which level")
_FIRST = label("前 {n} 行（全部在 Excel 里）", "The first {n} lines (all are in the workbook)")
_LINES = 12
_TRIAL, _SAID, _CAPPED = "foresight-trial", "foresight-said", "foresight-cap"
"""The trial, and by trial what was asked last: its form begins with that, so that one figure can be changed. The cap is
put into its field by its key, since a field that begins with a figure cannot be emptied."""
_TRY = label("算一算", "Try it")
_AGAIN = label("换一个试", "Try another")
_BOOK = label("下载逐家结果（Excel）", "Download the result for each firm (Excel)")
_FILE = label("{stem}_推演.xlsx", "{stem}_foresight.xlsx")


def show() -> None:
    """Put the section on the page."""
    sections.of_firms(_TITLE, _LEAD, kinds.FORESEEING, _ask, _finished)


def _ask(held: Bench, lang: Lang) -> None:
    """Which trial, and its figures."""
    earlier = _earlier(held)
    draws = _draws(held)
    waiting = [one for one, there in (("visited", draws), ("change", earlier)) if not there]
    offered = [one for one in _TRIALS if one not in waiting]
    if st.session_state.get(_TRIAL) not in offered:
        st.session_state[_TRIAL] = "sum"
    trial = st.pills(
        _WHICH.text(lang),
        offered,
        required=True,
        format_func=lambda one: _TRIALS[one].text(lang),
        key=_TRIAL,
    )
    if waiting and known.are_in(held.file):
        block(f'<p class="quiet">{" ".join(_WAITING[one].text(lang) for one in waiting)}</p>')
    if trial == "policy":
        sandbox.ask(held, lang)
        return
    levels = held.chosen.reading.main.spec.levels
    names = {one.level: one.name.text(lang) for one in levels}
    last = st.session_state.get(_SAID, {}).get(trial, {})
    ranges = Ranges(lang)
    with st.form("foresight", border=False):
        asked: dict[str, Any] = {}
        if trial == "sum":
            asked |= _ask_sum(held, last, ranges, lang)
        elif trial == "change":
            asked["before"] = st.selectbox(_BEFORE.text(lang), list(earlier), format_func=earlier.__getitem__)
            block(f'<p class="quiet">{_CHANGE.text(lang)}</p>')
        elif trial == "visited":
            asked["draw"] = st.selectbox(
                _DRAW.text(lang), list(draws), format_func=lambda one: _draw_told(draws[one], lang)
            )
            block(f'<p class="quiet">{_SAME.text(lang)}</p>')
        else:
            level = last.get("level", levels[min(1, len(levels) - 1)].level)
            asked["level"] = _one_of(_LEVEL, {one: names[one] for one in names}, level, lang)
        if trial == "groups":
            asked["by"] = _one_of(_BY, {one: words.text(lang) for one, words in _GROUPS.items()}, last.get("by"), lang)
        elif trial == "visits":
            most = len(held.chosen.table)
            share, words = _refused(lang)
            share = round(100 * last["refused"], 6) if "refused" in last else share
            visits = min(most, last.get("visits", 20))
            with st.container(horizontal=True, key="foresight-visits"):
                asked["visits"] = ranges.number(_VISITS, min(2, most), most, visits)
                asked["a_day"] = ranges.number(_A_DAY, 1, 20, last.get("a_day", 4))
            with st.container(horizontal=True, key="foresight-draw"):
                asked["refused"] = ranges.number(_REFUSED, 1.0, 90.0, share, step=1.0, format="%g") / 100
                asked["seed"] = ranges.number(_SEED, 0, 1_000_000, last.get("seed", 1))
            block(f'<p class="quiet">{words}</p>')
        pressed = st.form_submit_button(_TRY.text(lang), type="primary", key="foresight-try")
        if pressed and not ranges.told():
            given = {"faultless": held.faultless, "trial": trial, "asked": asked, "lang": lang}
            held.begin(kinds.FORESEEING, given)
            st.rerun()


def _ask_sum(held: Bench, last: Mapping[str, Any], ranges: Ranges, lang: Lang) -> dict[str, Any]:
    """The figures of a sum, those of the last try to begin with."""
    asked: dict[str, Any] = {}
    with st.container(horizontal=True, key="foresight-money"):
        asked["budget"] = ranges.number(_BUDGET, 0, 1e7, last.get("budget", 500.0), format="%g")
        asked["cap"] = ranges.number(_CAP, 0, 1e7, None, format="%g", key=_CAPPED)
    floors = last.get("floors") or ["city=:0"]
    with st.container(horizontal=True, key="foresight-floors"):
        kinds_of = {one: words.text(lang) for one, words in _FLOORS.items()}
        kind = _one_of(_FLOOR_OF, kinds_of, floors[0].partition("=")[0], lang)
        least = ranges.number(_FLOOR, 0, 1_000, int(floors[0].rpartition(":")[2]))
    asked["floors"] = [f"{one}:{least}" for one in every_group(held.chosen, kind)] if least else []
    with st.container(horizontal=True, key="foresight-count"):
        counted = {one: words.text(lang) for one, words in _COUNTS.items()}
        asked["count"] = _one_of(_COUNT, counted, last.get("count"), lang)
        asked["weight"] = ranges.number(_WEIGHT, 0, 1_000, last.get("weight", WEIGHT))
    asked["whatever"] = st.checkbox(_WHATEVER.text(lang), last.get("whatever", False))
    return asked


def _one_of(words: Label, options: Mapping[Any, str], last: Any, lang: Lang) -> Any:
    """One of some options, the last one to begin with where it is among them."""
    offered = list(options)
    first = offered.index(last) if last in offered else 0
    return st.selectbox(words.text(lang), offered, first, format_func=options.__getitem__)


def _draws(held: Bench) -> dict[str, VisitDraw]:
    """The lists that were drawn from the round and area in hand, by number; none where no round is in hand."""
    if not known.are_in(held.file):
        return {}
    here = known.which(held.file)
    return {one.number: one for one in resources.store().draws() if (one.round_id, one.area) == here}


def _draw_told(draw: VisitDraw, lang: Lang) -> str:
    told = {name: getattr(draw, name) for name in ("number", "firms_of", "firms", "visits", "level")}
    return _DRAW_IS.fill(day=f"{draw.at:%Y-%m-%d}", **told).text(lang)


def _earlier(held: Bench) -> dict[str, str]:
    """The rounds before the one in hand, by id; none where no round is in hand."""
    if not known.are_in(held.file):
        return {}
    round_id, _ = known.which(held.file)
    rounds = resources.store().rounds()
    here = next((one for one in rounds if one.id == round_id), None)
    return {
        str(one.id): one.name for one in rounds if one.id != round_id and (here is None or one.opens_at < here.opens_at)
    }


def _refused(lang: Lang) -> tuple[float, str]:
    """How likely an answer does not stand, in whole per cent, by the visits in the visitor's reach; a word on it."""
    firms = differing = seen = 0
    for _, answers in resources.store().verified_firms(reaching.firms_of(Right.EXPORT)):
        said: dict[str, dict[str, Any]] = {"self": {}, "verified": {}}
        for one in answers:
            said[one.origin][one.fact_id] = one.answer
        both = said["self"].keys() & said["verified"].keys()
        firms, seen = firms + 1, seen + len(both)
        differing += sum(said["self"][fact] != said["verified"][fact] for fact in both)
    if firms < peer_floor() or not seen:
        return 100 * REFUSED_SHARE, _ASSUMED.text(lang)
    used = round(100 * learned_share(differing, seen))
    return float(used), _LEARNED.fill(firms=firms, share=percent(differing / seen, 0), used=used).text(lang)


def _finished(held: Bench, job: JobRecord, lang: Lang) -> None:
    made = kinds.foreseen_of(job)
    if job.state != "done" or not made.exists():
        ended(job, lang)
    else:
        comparison = kinds.compared(job)
        if comparison is not None:
            sandbox.show(held, comparison, lang)
        else:
            first, *others = (label(zh, en) for zh, en in job.result["lines"])
            block(f"<p><strong>{escape(first.text(lang))}</strong></p>")
            block("".join(f"<p>{escape(line.text(lang))}</p>" for line in others))
        if "rows" in job.result:
            _shares(job.result, lang)
        elif comparison is None:
            _looked_at(job, lang)
        name = _FILE.fill(stem=PurePath(held.name).stem).text(lang)
        handing.download(_BOOK.text(lang), made.read_bytes, name, XLSX, primary=True, key="foresight-book")
    st.button(_AGAIN.text(lang), key="foresight-again", on_click=_again, args=(held, job))


def _again(held: Bench, job: JobRecord) -> None:
    """Back to the form, as it was filled in."""
    st.session_state[_TRIAL] = job.given["trial"]
    st.session_state[_SAID] = {job.given["trial"]: job.given["asked"]}
    st.session_state[_CAPPED] = job.given["asked"].get("cap")
    held.put_away(kinds.FORESEEING)


def _looked_at(job: JobRecord, lang: Lang) -> None:
    """The first lines of the workbook, so that it need not be opened to see who is meant."""
    heads, lines = kinds.first_lines(job, _LINES)
    if not lines:
        return
    if all(line[0] == line[1] for line in lines):  # a firm without a code has its name for its place
        heads, lines = heads[1:], [line[1:] for line in lines]
    caption = _FIRST.fill(n=len(lines)).text(lang)
    told = [at for at in range(len(heads)) if any(line[at] is not None for line in lines)]
    cells = [["" if line[at] is None else _cell(line[at]) for at in told] for line in lines]
    looked_at = table([heads[at] for at in told], cells, caption, numeric_from=len(told))
    block(f'<h3>{escape(caption)}</h3><div class="c-look">{looked_at}</div>')


def _cell(cell: object) -> str:
    return f"{round(cell, 2):g}" if isinstance(cell, float) else str(cell)


def _shares(told: Mapping[str, Any], lang: Lang) -> None:
    """The shares of all and of each area."""
    cells = [[f"{cell:g}" if isinstance(cell, float) else str(cell) for cell in line] for line in told["rows"]]
    heads = [Label(**head).text(lang) for head in told["heads"]]
    block(table(heads, cells, _TRIALS["visited"].text(lang)))
