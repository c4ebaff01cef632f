"""What holds these firms back: how many report each barrier, so that a centre knows which programmes to offer."""

from __future__ import annotations

from assessment.barriers.diagnosing import Verdict
from assessment.batch import Overview
from assessment.batch.barriers import BarrierShare, barrier_shares
from assessment.batch.overview import GroupFigure
from assessment.content.measures import Barrier
from assessment.language import Label, Lang, label
from assessment.peers import Figure
from assessment.web.centre import export, figures
from assessment.web.centre.figures import Bar, bars, part, share, table
from assessment.web.markup import block, escape

_TITLE = label("是什么拦着这些企业", "What holds these firms back")
_NOTHING = label(
    "这批企业没有填“难在哪里”。模板最后有六列选填、不计分的题，填了就能在这里看到。",
    "These firms did not say what holds them back. The last six columns of the template are optional and earn no "
    "points; once they are filled in, the answer stands here.",
)
_HINT = label(
    "按企业自己的回答，不计分。实心：明确说有；斜纹：说有一点。一家企业可以有几个难处，所以加起来会超过 100%。",
    "As the firms say themselves; no points. Solid: clearly so. Hatched: a little. A firm may have several, so the "
    "shares add up to more than 100%.",
)
_PRIVACY = label(
    "“…”表示不足 {floor} 家，或者一减就能算出这样的数。",
    "'…' stands for fewer than {floor} firms, or for a number that would give such a one away by subtraction.",
)
_BY_GROUP = label(
    "想看各地区、各产业链的占比，请到“地区”“产业链”里选“说自己……的占比”。",
    "For shares by area and chain, choose 'Share that reports ...' under 'Areas' or 'Chains'.",
)
_COUNT = label("{n} 家，{share}", "{n}, {share}")
_WHAT_HELPS = label("可以多做什么", "What may help")
_VERDICTS: dict[Verdict, Label] = {
    "holds_back": label("明确有", "Clearly"),
    "partly": label("有一点", "A little"),
    "open": label("没答，看不出", "Not answered"),
    "free": label("没有", "No"),
}
_HELPS: dict[Barrier, Label] = {
    "lacks_know_how": label(
        "多办诊断、供需对接和培训，派人带着做。",
        "Diagnosis, matchmaking and training; people who guide them.",
    ),
    "lacks_means": label(
        "多做产融对接，谈按月付费、分期和租赁，找便宜的公共服务。",
        "Access to finance; monthly fees, instalments and leasing; cheap public services.",
    ),
    "lacks_confidence": label(
        "带着看做成的同行，办小范围试用，讲清数据安全。",
        "Visits to peers who did it, small trials, plain words about data security.",
    ),
}


def show(overview: Overview, _measure: GroupFigure, lang: Lang) -> None:
    """Put the view on the page."""
    block(f"<h3>{_TITLE.text(lang)}</h3>")
    found = barrier_shares(overview.reading, overview.desk)
    if not found:
        block(f"<p>{_NOTHING.text(lang)}</p>")
        return
    n = overview.firms
    block(bars(_bar(one, n, lang) for one in found) + f'<p class="quiet">{_HINT.text(lang)}</p>')
    told = [f"<b>{escape(one.term.text(lang))}</b> {escape(_HELPS[one.barrier].text(lang))}" for one in found]
    block(f"<h3>{_WHAT_HELPS.text(lang)}</h3><ul>{''.join(f'<li>{line}</li>' for line in told)}</ul>")
    head = [label("难处", "Barrier"), *_VERDICTS.values()]
    rows = [_row(one, n, lang) for one in found]
    block(table([h.text(lang) for h in head], rows, _TITLE.text(lang)))
    notes = [_BY_GROUP.text(lang)]
    if any(None in one.counts.values() for one in found):
        notes.insert(0, _PRIVACY.fill(floor=overview.floor).text(lang))
    block(f'<p class="quiet">{escape(" ".join(notes))}</p>')
    export.table_button([[h.text(lang) for h in head], *rows], "barriers", lang)


def _bar(one: BarrierShare, n: Figure[int], lang: Lang) -> Bar:
    told = _count(one.reported, n, lang)
    clear, little = one.counts["holds_back"], one.counts["partly"]
    if clear is None or little is None:
        return Bar(one.term.text(lang), told, 100 * part(one.reported, n))
    return Bar(one.term.text(lang), told, 100 * part(clear, n), 100 * part(little, n))


def _row(one: BarrierShare, n: Figure[int], lang: Lang) -> list[str]:
    return [one.term.text(lang), *(_count(one.counts[verdict], n, lang) for verdict in _VERDICTS)]


def _count(firms: Figure[int], n: Figure[int], lang: Lang) -> str:
    if firms is None:
        return figures.HIDDEN
    return _COUNT.fill(n=figures.count(firms), share=share(firms, n)).text(lang)
