"""What was wrong with a file: counted, listed by sheet and column, and the whole list to take along."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import PurePath

import streamlit as st

from assessment.batch import Batch, marked_copy
from assessment.batch.scored import Spot, problems_csv
from assessment.language import Lang, label
from assessment.problems import InputRefused, Problem
from assessment.web import handing
from assessment.web.centre import figures
from assessment.web.centre.bench import Bench
from assessment.web.centre.template import XLSX
from assessment.web.markup import block, escape
from assessment.work import kept
from assessment.workbook.firms.faults import MOST_LISTED
from assessment.workbook.firms.tally import KINDS, Tally
from assessment.workbook.firms.writing import workbook_of_words

SHOWN = 300
_FIRMS = label("家企业", "firms")
_PROBLEMS = label("处问题", "problems")
_CONCERNED = label("家企业有问题", "firms with a problem")
_NONE = label("每个格子都读懂了，没有问题。", "Every cell could be read; there is no problem.")
_TITLE = label("哪里有问题，怎么改", "What is wrong, and what to do")
_SHEET = label("工作表", "Sheet")
_COLUMN = label("哪一列", "Column")
_EVERY_SHEET = label("全部工作表（{n} 处）", "All sheets ({n})")
_EVERY_COLUMN = label("全部列（{n} 处）", "All columns ({n})")
_ONE = label("{name}（{n} 处）", "{name} ({n})")
_WHOLE_ROWS = label("整行和表头", "Rows and headers")
_FOUND = label("填的是：{found}", "Found: {found}")
_FIRST = label("这里只列前 {shown} 处，全部 {n} 处请下载清单。", "The first {shown} of {n}; download the list for all.")
_LEFT_OUT = label("按表头、小计、说明等略过的 {n} 行", "The {n} rows left out as headers, totals, notes and the like")
_FIRST_LEFT = label("这里只列前 {shown} 行，共 {n} 行。", "The first {shown} of {n}.")
_DOWNLOAD = label("下载问题清单（CSV）", "Download the list (CSV)")
_MARKED = label("下载标好问题的原表（Excel）", "Download your workbook with the problems marked")
_MARKED_FILE = label("{stem}_待改.xlsx", "{stem}_to_correct.xlsx")
_MARKED_HINT = label(
    "原表不动，只把有问题的格子涂色、加批注，第一张表列出每一处该怎么改。在里面改好，直接上传它就行。",
    "Your own workbook, with the bad cells coloured and explained, and a first sheet of what to do. Correct it there "
    "and upload it.",
)
_Placed = Sequence[tuple[Spot | None, Problem]]
_LIST_FILE = label("{stem}_问题清单.csv", "{stem}_problems.csv")


def show(held: Bench, lang: Lang) -> None:
    """Put the count and the list on the page, and the ways to take it along."""
    whole, stem = held.whole, PurePath(held.name).stem
    assert whole is not None
    found = whole.problems
    counts = [(f"{len(whole.table):,}", _FIRMS), (_many(len(found)), _PROBLEMS)]
    if found:
        counts.append((f"{int(whole.faulty.sum()):,}", _CONCERNED))
    block(figures.numbers((figure, what.text(lang)) for figure, what in counts))
    rows(whole.tally, lang)
    if not found:
        st.success(_NONE.text(lang))
        return
    block(f"<h2>{_TITLE.text(lang)}</h2>")
    placed: _Placed = whole.placed
    with st.container(horizontal=True, key="centre-filters"):
        placed = _by_sheet(placed, lang)
        placed = _by_column(whole, placed, lang)
    block(_listed([problem for _, problem in placed[:SHOWN]], lang))
    if len(placed) > SHOWN:
        block(f'<p class="quiet">{_FIRST.fill(shown=SHOWN, n=f"{len(placed):,}").text(lang)}</p>')
    name = _LIST_FILE.fill(stem=stem).text(lang)
    with st.container(horizontal=True, key="centre-problem-files"):
        handing.download(
            _MARKED.text(lang), lambda: _marked(held, lang), _MARKED_FILE.fill(stem=stem).text(lang), XLSX, key="marked"
        )
        handing.download(_DOWNLOAD.text(lang), lambda: problems_csv(found, lang), name, "text/csv", key="problems")
    block(f'<p class="quiet">{_MARKED_HINT.text(lang)}</p>')


def _marked(held: Bench, lang: Lang) -> bytes:
    """The marked copy; where it cannot be made, what says so stands in its place."""
    assert held.whole is not None
    try:
        return marked_copy(held.whole, kept.content(held.file.id).read_bytes(), held.name, lang)
    except InputRefused as refused:
        return workbook_of_words([problem.sentence(lang) for problem in refused.problems])


def rows(tally: Tally, lang: Lang) -> None:
    """What became of every row of a file; those left out on purpose can be looked at."""
    told = [line.text(lang) for line in tally.lines()]
    block(f'<p class="c-rows">{"<br>".join(map(escape, told))}</p>')
    left_out = [
        row for row in tally.left_out if row.kind != "guide"
    ]  # what the template brought itself is counted above
    if left_out:
        lines = [
            f"<li><code>{escape(row.where)}</code><span>{KINDS[row.kind].text(lang)}<q>{escape(row.found)}</q></span></li>"
            for row in left_out[:SHOWN]
        ]
        more = _FIRST_LEFT.fill(shown=SHOWN, n=f"{len(left_out):,}").text(lang)
        if len(left_out) > SHOWN:
            lines.append(f"<li>{more}</li>")
        summary = _LEFT_OUT.fill(n=f"{len(left_out):,}").text(lang)
        block(f'<details><summary>{summary}</summary><ul class="c-left-out">{"".join(lines)}</ul></details>')


def _many(n: int) -> str:
    """How many problems; beyond a certain number they are no longer counted one by one here."""
    return f"{n:,}" if n <= MOST_LISTED else f"{MOST_LISTED:,}+"


def _by_sheet(placed: _Placed, lang: Lang) -> _Placed:
    """Those of the sheet that the person picks, where there are several."""
    counts = Counter(spot.sheet for spot, _ in placed if spot)
    if len(counts) < 2:
        return placed
    words: dict[str | None, str] = {None: _EVERY_SHEET.fill(n=f"{len(placed):,}").text(lang)}
    words |= {name: _ONE.fill(name=name, n=f"{n:,}").text(lang) for name, n in counts.items()}
    picked = st.selectbox(
        _SHEET.text(lang), list(words), format_func=words.__getitem__, filter_mode=None, key="problem-sheet"
    )
    return [entry for entry in placed if picked is None or (entry[0] and entry[0].sheet == picked)]


def _by_column(whole: Batch, placed: _Placed, lang: Lang) -> _Placed:
    """Those of the column that the person picks, most problems first."""
    facts = whole.table.bank.facts

    def column_of(spot: Spot | None) -> str:
        if spot is None or not spot.column:
            return ""
        fact_id = whole.columns.get((spot.sheet, spot.column))
        return fact_id or spot.column

    counts = Counter(column_of(spot) for spot, _ in placed)
    words: dict[str | None, str] = {None: _EVERY_COLUMN.fill(n=f"{len(placed):,}").text(lang)}
    for column, n in counts.most_common():
        name = facts[column].label.text(lang) if column in facts else column or _WHOLE_ROWS.text(lang)
        words[column] = _ONE.fill(name=name, n=f"{n:,}").text(lang)
    picked = st.selectbox(
        _COLUMN.text(lang), list(words), format_func=words.__getitem__, filter_mode=None, key="problem-column"
    )
    return [entry for entry in placed if picked is None or column_of(entry[0]) == picked]


def _listed(problems: list[Problem], lang: Lang) -> str:
    return f'<ul class="c-problems">{"".join(_line(problem, lang) for problem in problems)}</ul>'


def _line(problem: Problem, lang: Lang) -> str:
    found = ""
    if problem.found:
        found = f"<q>{escape(_FOUND.text(lang).format(found=problem.found))}</q>"
    return (
        f"<li><code>{escape(problem.where)}</code><span>{escape(problem.message.text(lang))}{found}</span>"
        f"<small>{escape(problem.remedy.text(lang))}</small></li>"
    )


def told(problems: list[Problem] | tuple[Problem, ...], lang: Lang) -> None:
    """Some problems as a list, the first few hundred of them."""
    block(_listed(list(problems[:SHOWN]), lang))
    if len(problems) > SHOWN:
        block(f'<p class="quiet">{_FIRST.fill(shown=SHOWN, n=f"{len(problems):,}").text(lang)}</p>')
