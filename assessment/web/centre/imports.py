"""The firms of a file put among the firms that are known: tried, chosen, written; and every import taken back."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from assessment.language import Label, Lang, label
from assessment.permissions import PROVINCE, Matter, Right, Scope, may, reach
from assessment.settings import now
from assessment.store.firm_records import Round
from assessment.store.import_records import BAD, FirmImport, ImportedRow
from assessment.store.records import JobRecord
from assessment.web import links, resources, visitors
from assessment.web.centre import bench, sections
from assessment.web.centre.bench import Bench
from assessment.web.centre.figures import numbers
from assessment.web.centre.waiting import ended, progress, so_far
from assessment.web.firms import reaching
from assessment.web.markup import block, escape, literal
from assessment.web.progress import clock
from assessment.work import importing

LISTED = 50

_TITLE = label("导入企业库", "Import into the known firms")
_LEAD = label(
    "先试导：逐家和已有的企业核对，什么也不写。看过结果再决定；导入之后随时可以撤回。",
    "Tried first: every firm is compared with those that are known, and nothing is written. Then you decide; an import "
    "can be taken back at any time.",
)
_ROUND = label("导入到哪个轮次", "Into which round")
_NO_ROUND = label("不属于任何轮次", "Into none")
_TRY = label("试导", "Try it")
_TRY_AGAIN = label("重新试导", "Try it again")
_COUNTS: dict[str, Label] = {
    "new": label("家是新的", "are new"),
    "changed": label("家有改动", "change"),
    "same": label("家没有变化", "stay the same"),
    "conflict": label("家和本人后来的回答不一致", "a person answered otherwise"),
    "twin": label("行在表里重复", "stand twice in the file"),
    "faulty": label("家有读不懂的格子", "have a bad cell"),
    "over": label("家以表为准，改掉本人后来的回答", "replace what a person answered since"),
    "outside": label("家不在您的地区", "are not in your area"),
    "twins": label("家可能是已有的企业", "may be known firms"),
}
_CONFLICTS = label("和本人后来的回答不一致（不会覆盖）", "A person answered otherwise since (not overwritten)")
_REPLACED = label("以表为准，改掉本人后来的回答", "The file replaces what a person answered since")
_OVER = label(
    "本人后来答得不一样的，以表为准（不勾选就保留本人的回答，那一家不导入）",
    "Where a person has answered otherwise since, the file counts (unticked, their answers stay and the firm is left "
    "out)",
)
_OUTSIDE = label(
    "不在您的地区（按表里写的，或按企业库里的）", "Not in your area (by the file, or as the firm is known)"
)
_TWICE = label("在表里重复", "Twice in the file")
_TWINS = label("可能是已有的企业（照常导入，可在企业库里合并）", "May be known firms (imported; merge them afterwards)")
_MORE = label("……只列出前 {n} 家。", "... only the first {n} are listed.")
_MODE = label("导入哪些？", "Which rows?")
_ALL = label("全部，有一家不能导入就一家也不写", "All, or none where one cannot be imported")
_GOOD = label("只导入没有问题的 {n} 家", "Only the {n} without a problem")
_IMPORT = label("导入", "Import")
_NOTHING = label("没有要写的，企业库没有变化。", "There is nothing to write; nothing was changed.")
_DONE = label("已导入：{new} 家新的，{changed} 家有改动。", "Imported: {new} new, {changed} changed.")
_SO_FAR = label("历次导入", "Imports so far")
_LINE = label(
    "{time} · {by} · {file}：{new} 家新的，{changed} 家有改动", "{time} · {by} · {file}: {new} new, {changed} changed"
)
_UNDONE = label("，{time} 由 {by} 撤回", ", taken back {time} by {by}")
_MOVES = label("，{how}", ", {how}")
_PICK = label("撤回哪一次", "Which to take back")
_UNDO = label("撤回这一次导入", "Take it back")
_WHAT_UNDO = label(
    "新导入的企业去掉，改过的回答恢复原值；之后有人改过的保留，并在这里点名。",
    "New firms go, changed answers get their old values; what somebody has touched since stays and is named here.",
)
_KEPT = label("撤回时保留的（后来有人改过）", "Kept when it was taken back (touched since)")


def show() -> None:
    """Put the section on the page."""
    lang = links.lang()
    held = bench.current()
    block(f'<h2>{_TITLE.text(lang)}</h2><p class="quiet">{_LEAD.text(lang)}</p>')
    if held is None or held.whole is None:
        sections.no_firms(held)
    else:
        _file(held, lang)
    _history(lang)


def _file(held: Bench, lang: Lang) -> None:
    """The step that the file in hand has come to."""
    for kind in (importing.IMPORT, importing.TRYING):
        if (job := held.job(kind)) is not None and job.open:
            progress(held, kind)
            return
    tried, written = held.job(importing.TRYING), held.job(importing.IMPORT)
    if written is not None and (tried is None or tried.created_at < written.created_at):
        if written.state != "done":
            ended(written, lang)
        elif written.result["wrote"]:
            st.success(_DONE.fill(**_figures(written.result["counts"])).text(lang))
        else:
            st.info(_NOTHING.text(lang))
        _ask(held, _TRY_AGAIN, lang)
    elif tried is None:
        _ask(held, _TRY, lang)
    elif tried.state != "done":
        ended(tried, lang)
        _ask(held, _TRY_AGAIN, lang)
    else:
        _choose(held, tried, lang)


def _ask(held: Bench, action: Label, lang: Lang) -> None:
    """The form that has the file tried."""
    words: dict[UUID | None, str] = {None: _NO_ROUND.text(lang)}
    words |= {one.id: one.name for one in resources.store().rounds() if one.state(now()) == "open" and _reaches(one)}
    with st.form(f"import-{held.file.id}", border=False):
        picked = st.selectbox(
            _ROUND.text(lang),
            list(words),
            format_func=lambda one: words[one],
            filter_mode=None,
            key=f"import-round-{held.file.id}",
        )
        over = st.checkbox(_OVER.text(lang), key=f"import-over-{held.file.id}")
        pressed = st.form_submit_button(action.text(lang), type="primary" if action is _TRY else "secondary")
    if pressed:
        given = {"by": _name(), "round": str(picked) if picked else "", "over": over, "area": _area()}
        held.begin(importing.TRYING, given)
        st.rerun()


def _choose(held: Bench, tried: JobRecord, lang: Lang) -> None:
    """What was found out, and the choice of what to write."""
    counts, import_id = tried.result["counts"], UUID(tried.result["import"])
    block(numbers((f"{counts[key]:,}", words.text(lang)) for key, words in _COUNTS.items() if counts.get(key)))
    store = resources.store()
    _rows(_CONFLICTS, store.import_rows(import_id, "conflict", most=LISTED + 1), lang)
    _rows(_REPLACED, store.import_rows(import_id, over=True, most=LISTED + 1), lang)
    _rows(_OUTSIDE, store.import_rows(import_id, "outside", most=LISTED + 1), lang)
    _rows(_TWICE, store.import_rows(import_id, "twin", most=LISTED + 1), lang)
    likely = [row for row in store.import_rows(import_id, twins=True, most=LISTED + 1) if row.twins]
    _rows(_TWINS, likely, lang)
    good = counts.get("new", 0) + counts.get("changed", 0)
    bad = sum(counts.get(verdict, 0) for verdict in BAD)
    if not good:
        st.info(_NOTHING.text(lang))
    else:
        modes = {True: _GOOD.fill(n=f"{good:,}"), False: _ALL}
        only = bad > 0 and st.radio(
            _MODE.text(lang),
            list(modes),
            format_func=lambda mode: literal(modes[mode].text(lang)),
            key=f"import-mode-{held.file.id}",
        )

        def write() -> None:  # bound to the area that the visitor has now
            held.begin(importing.IMPORT, {**tried.given, "good_rows": bool(only), "area": _area()})

        st.button(_IMPORT.text(lang), type="primary", key="import", on_click=write)
    _ask(held, _TRY_AGAIN, lang)


def _rows(title: Label, rows: list[ImportedRow], lang: Lang) -> None:
    """Some rows with what is special about them; nothing where there are none."""
    if not rows:
        return
    facts = resources.bank().facts
    lines = []
    for row in rows[:LISTED]:
        about = [*row.twins, *(facts[fact].label.text(lang) if fact in facts else fact for fact in row.facts)]
        words = f"{row.place} {row.name}" + (f"：{'、'.join(about)}" if about else "")
        lines.append(f"<li>{escape(words)}</li>")
    more = f'<p class="quiet">{_MORE.fill(n=LISTED).text(lang)}</p>' if len(rows) > LISTED else ""
    block(f"<h3>{title.text(lang)}</h3><ul>{''.join(lines)}</ul>{more}")


def _history(lang: Lang) -> None:
    """The imports so far, and the form that takes one back."""
    store = resources.store()
    imports = [one for one in store.firm_imports() if _theirs(one)]
    if not imports:
        return
    lines = "".join(f"<li>{escape(_words(one, lang))}</li>" for one in imports)
    block(f"<h3>{_SO_FAR.text(lang)}</h3><ul>{lines}</ul>")
    own = {str(one.id) for one in imports}
    undoing = next((job for job in store.jobs() if job.kind == importing.UNDO and job.given["import"] in own), None)
    if undoing is not None and undoing.open:
        _undoing(undoing)
        return
    if undoing is not None and undoing.state == "done":
        _rows(_KEPT, store.import_rows(UUID(undoing.result["import"]), kept=True, most=LISTED + 1), lang)
    elif undoing is not None:
        ended(undoing, lang)
    standing = {one.id: one for one in imports if one.state in ("done", "undoing")}
    if not standing:
        return
    with st.form("import-undo", border=False):
        picked = st.selectbox(
            _PICK.text(lang),
            list(standing),
            format_func=lambda one: _words(standing[one], lang),
            filter_mode=None,
            key="import-picked",
        )
        block(f'<p class="quiet">{_WHAT_UNDO.text(lang)}</p>')
        pressed = st.form_submit_button(_UNDO.text(lang))
    if pressed and _theirs(standing[picked]):
        given = {"import": str(picked), "by": _name()}
        store.begin_job(importing.UNDO, visitors.signature(), given)
        resources.runner().wake()
        st.rerun()


@st.fragment(run_every=1.0)
def _undoing(job: JobRecord) -> None:
    """How far the undoing has come, looked at every second."""
    current = resources.store().job(job.id)
    if current is None or not current.open:
        st.rerun()
    words = so_far(current).text(links.lang())
    st.progress(current.done / current.of if current.of else 0.0, literal(words))


def _words(one: FirmImport, lang: Lang) -> str:
    assert one.imported_at is not None
    given = {"time": clock(one.imported_at, lang), "by": one.by, "file": one.file_name}
    words = _LINE.text(lang).format(**given, **_figures(one.counts))
    if one.state == "undone" and one.undone_at is not None:
        return words + _UNDONE.text(lang).format(time=clock(one.undone_at, lang), by=one.undone_by)
    return words if one.movement is None else words + _MOVES.fill(how=one.movement).text(lang)


def _figures(counts: object) -> dict[str, str]:
    assert isinstance(counts, dict)
    return {key: f"{counts.get(key, 0):,}" for key in ("new", "changed")}


def _theirs(one: FirmImport) -> bool:
    """Is an import within the area of the visitor, to see and to take back?"""
    return may(visitors.actor(), Right.UNDO_IMPORT, Matter(area=one.area))


def _reaches(one: Round) -> bool:
    """Does a round have anything to do with the area of the visitor?"""
    areas = [reaching.code_of(area) for area in one.areas]
    return not areas or any(reach(visitors.actor(), Right.IMPORT).within(area) for area in areas)


def _area() -> str:
    """The area that the visitor may import into, from the account alone; no area holds nothing."""
    own = reach(visitors.actor(), Right.IMPORT)
    return PROVINCE if own.scope is Scope.ALL else own.area


def _name() -> str:
    """Who signs: the name of the account, as owners and colleagues know it."""
    here = visitors.signed_in()
    return "" if here is None else here.account.name
