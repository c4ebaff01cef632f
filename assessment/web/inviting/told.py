"""How an invitation is told on a page: what it is about, where it stands, and what was noted so far."""

from __future__ import annotations

from collections.abc import Mapping

from assessment.language import Label, Lang, label
from assessment.permissions import Actor, Matter
from assessment.settings import in_china
from assessment.store.invitation_records import STATE_NAMES, STEP_NAMES, InvitationLine, InvitationSide, KeptInvitation
from assessment.web import resources
from assessment.web.firms import reaching
from assessment.web.markup import escape
from assessment.workbook.invitations.outcomes import occasion_of

UNNAMED = label("企业名称等它同意后才告诉您", "the firm is named once it has agreed")
SIDES: Mapping[InvitationSide, Label] = {
    "firm": label("企业", "firm"),
    "provider": label("服务商", "provider"),
    "centre": label("中心", "centre"),
}
_MONEY = label("合同 {money} 万元", "contract of CNY {money} x 10 000")
_PAID = label("已付 {n} 个月", "{n} months paid")
_ON = label("（{day} 的事）", " (of {day})")
_SOFAR = label("进展", "So far")
_TITLE = label("第 {n} 号", "No. {n}")


def matter_of(one: KeptInvitation, actor: Actor | None) -> Matter:
    """What an invitation is to the table of rights: of its firm and area; of a provider's account, its own."""
    own = actor is not None and resources.store().provider_of(actor.account) == one.provider
    area = resources.counties().code(one.city, one.county)
    return Matter(frozenset({one.firm_id}), area, actor.account if own and actor is not None else None)


def need(one: KeptInvitation, lang: Lang) -> str:
    """The kind of help."""
    found = resources.advisor().pool.categories.get(one.category)
    return found.label.text(lang) if found else one.category


def step_titles() -> dict[str, Label]:
    """The steps that invitations are about, by their ids."""
    return {name: measure.title for name, measure in resources.advisor().measures.measures.items()}


def steps(one: KeptInvitation, lang: Lang) -> str:
    """What the two would talk about."""
    titles = step_titles()
    return ("；" if lang == "zh" else "; ").join(
        titles[step].text(lang) if step in titles else step for step in one.steps
    )


def place(one: KeptInvitation, lang: Lang) -> str:
    """Where the firm is, its chain and its size, as far as they are known."""
    chain, size = resources.bank().option_names("chain").get(one.chain or ""), reaching.size_names().get(one.size or "")
    area = reaching.area_name_of(one.city, one.county, lang)
    return " · ".join([area, *(name.text(lang) for name in (chain, size) if name)])


def state(one: KeptInvitation, lang: Lang) -> str:
    """Where it stands, with the figures of its contract and who has said yes while the other has not."""
    told = [STATE_NAMES[one.state].text(lang)]
    if one.state in ("sent", "seen"):
        waits = [
            STEP_NAMES["willing"] if one.provider_agreed_at else None,
            STEP_NAMES["agreed"] if one.firm_agreed_at else None,
        ]
        told += [words.text(lang) for words in waits if words]
    if one.amount is not None:
        told.append(_MONEY.fill(money=f"{one.amount:g}").text(lang))
    if one.months_paid is not None:
        told.append(_PAID.fill(n=one.months_paid).text(lang))
    return ("，" if lang == "zh" else ", ").join(told)


def card(one: KeptInvitation, heading: str, facts: Mapping[Label, str], lang: Lang) -> str:
    """One invitation as markup: whom it is about, and what there is to know."""
    lines = {
        label("要谈的事项", "To talk about"): f"{need(one, lang)}：{steps(one, lang)}",
        **facts,
        label("轮次或日期", "Round or day"): occasion_of(one),
        label("状态", "State"): state(one, lang),
    }
    told = "".join(f"<dt>{escape(k.text(lang))}</dt><dd>{escape(v)}</dd>" for k, v in lines.items() if v)
    number = _TITLE.fill(n=one.number).text(lang)
    return f'<h3>{escape(heading)} <small class="quiet">{escape(number)}</small></h3><dl class="c-facts">{told}</dl>'


def log(lines: list[InvitationLine], lang: Lang, *, names: bool) -> str:
    """What was noted so far as markup; with ``names`` also which of the staff did."""
    told = "".join(f"<li>{escape(_line(line, lang, names=names))}</li>" for line in lines)
    return f"<details><summary>{_SOFAR.text(lang)}</summary><ul>{told}</ul></details>"


def _line(line: InvitationLine, lang: Lang, *, names: bool) -> str:
    day = f"{in_china(line.at):%Y-%m-%d %H:%M}"
    who = SIDES[line.side].text(lang)
    signer = resources.store().signer(line.by) if names else None
    told = f"{day} {who}{f'（{signer}）' if signer else ''}：{STEP_NAMES[line.step].text(lang)}"
    told += _ON.fill(day=line.on).text(lang) if line.on else ""
    figures = [_MONEY.fill(money=f"{line.amount:g}").text(lang)] if line.amount is not None else []
    figures += [_PAID.fill(n=line.months_paid).text(lang)] if line.months_paid is not None else []
    return "，".join([told, *figures])
