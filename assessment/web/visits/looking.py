"""What to look at at a firm, in words: a line an answer, the most urgent first."""

from __future__ import annotations

from uuid import UUID

from assessment.advisory import MAIN_FRAMEWORK
from assessment.advisory.to_see import ToSee, to_see
from assessment.language import Lang, label
from assessment.settings import today
from assessment.web import resources
from assessment.web.markup import escape

MOST = 8
NOTHING = label("报上来的回答都核实过了。", "Every reported answer is verified.")
_MORE = label("另有 {n} 题。", "And {n} more.")
_AT_ODDS = label("自相矛盾：{reason}", "Contradicts itself: {reason}")
_ALONE = label("承重：这一题不认，等级就保不住", "The level hangs on it: refused alone, it loses the level")
_TOGETHER = label(
    "承重：连它在内 {n} 题不认，等级就保不住", "The level hangs on it: {n} refused with it lose the level"
)


def of(assessment_id: UUID) -> tuple[ToSee, ...]:
    """What to look at now, at the firm of an assessment; nothing on a day without an edition to judge it by."""
    if MAIN_FRAMEWORK not in resources.advisor().frameworks_on(today()):
        return ()
    store = resources.store()
    reported, verified = store.answers(assessment_id), store.answers(assessment_id, "verified")
    return to_see(resources.advisor(), reported, verified, today())


def why(one: ToSee, lang: Lang) -> str:
    """Why to look at an answer; nothing for one that is merely not verified."""
    if one.reason is not None:
        return _AT_ODDS.fill(reason=one.reason).text(lang)
    if one.least is None:
        return ""
    return (_ALONE if one.least == 1 else _TOGETHER.fill(n=one.least)).text(lang)


def markup(found: tuple[ToSee, ...], lang: Lang) -> str:
    """The first of them as a list."""
    if not found:
        return f'<p class="quiet">{NOTHING.text(lang)}</p>'
    facts = resources.bank().facts
    items = [
        f'<li>{escape(facts[one.fact].label.text(lang))} <span class="quiet">{escape(why(one, lang))}</span></li>'
        for one in found[:MOST]
    ]
    more = f'<p class="quiet">{_MORE.fill(n=len(found) - MOST).text(lang)}</p>' if len(found) > MOST else ""
    return f"<ol>{''.join(items)}</ol>{more}"
