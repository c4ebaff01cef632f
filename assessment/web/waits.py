"""What waits for the person who is signed in, by role: quiet lines, each with the way there; nothing is sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from assessment.language import Label, Lang, label
from assessment.permissions import Matter, Right, Role, may
from assessment.settings import in_china, now, today
from assessment.store.account_records import Account
from assessment.store.firm_list import FirmReach
from assessment.store.invitation_book import InvitationQuery
from assessment.store.trail import TrailFilter
from assessment.web import links, resources
from assessment.web.firms import reaching
from assessment.web.markup import block, escape, literal

CLOSING = timedelta(days=7)
"""A round that closes within so many days waits for its reminders."""
BACKUP = timedelta(days=7)
_TITLE = label("等您处理的", "What waits for you")
_NOTHING = label("现在没有等您处理的事。", "Nothing waits for you now.")
_LINE = label("等您处理的有 {n} 件：{first}", "{n} things wait for you: {first}")
_ALL = label("都看看 →", "See them all →")
_OPEN = label("{firm}：还有 {n} 题没有答", "{firm}: {n} questions are open")
_TO_ANSWER = label("{n} 个对接邀约等您答复", "{n} invitations to meet wait for your answer")
_VISITS = label("{n} 次走访排在今天，{late} 次过了日子还没有签", "{n} visits due today, {late} overdue and not signed")
_NEXT = label("下一次走访：{day} {place}", "The next visit: {day} {place}")
_CONFLICTS = label(
    "最近一次导入有 {n} 家和本人后来的回答不一致（{file}）",
    "In the last import a person had answered otherwise in {n} firms ({file})",
)
_TWINS = label("{n} 组企业可能是同一家", "{n} groups of firms may be one and the same")
_CLOSES = label("轮次“{name}”{day} 结束，还有 {n} 家没完成", "'{name}' closes on {day}; {n} firms are not done")
_NO_SIGN_IN = label("{n} 个账号还没有设密码，登录不了", "{n} accounts have no password yet and cannot sign in")
_UNLINKED = label("{n} 个服务商账号还没有对应到资源池", "{n} provider accounts do not stand for one of the pool yet")
_BACKED_UP = label("最近一次备份是 {day}", "The last backup was made on {day}")
_NO_BACKUP = label("还没有备份过数据库", "The database was never backed up")


@dataclass(frozen=True)
class Wait:
    """One thing that waits: its words, the page where it is done, and what its address needs."""

    words: Label
    page: str
    query: dict[str, str | None] = field(default_factory=dict)


def show(account: Account, lang: Lang) -> None:
    """Put all that waits for an account on the page."""
    block(f"<h2>{_TITLE.text(lang)}</h2>")
    found = list(waiting(account, thorough=True))
    if not found:
        block(f'<p class="quiet">{_NOTHING.text(lang)}</p>')
    for number, one in enumerate(found):
        links.link(one.page, literal(f"{one.words.text(lang)} →"), key=f"waits-{number}", **one.query)


def of_firm(firm_id: UUID, lang: Lang) -> None:
    """A link to the invitations of a firm on the page of whoever holds its code, where any waits for an answer."""
    query = InvitationQuery(firms=frozenset({firm_id}), states=("sent", "seen"))
    if open_ones := [one for one in resources.store().invitations(query) if one.firm_agreed_at is None]:
        words = _TO_ANSWER.fill(n=len(open_ones)).text(lang)
        links.link(links.MEETINGS, literal(f"{words} →"), key="waits-invitations")


def line(account: Account, lang: Lang) -> None:
    """Put one quiet line on the page, where anything waits."""
    found = list(waiting(account, thorough=False))
    if found:
        words = _LINE.fill(n=len(found), first=found[0].words).text(lang)
        block(f'<p class="quiet">{escape(words)}</p>')
        links.link(links.ACCOUNT, _ALL.text(lang), key="waits-all")


def waiting(account: Account, *, thorough: bool) -> Iterator[Wait]:
    """What waits for an account now; ``thorough`` also what takes a look through all firms."""
    if account.role is Role.OWNER:
        yield from _owner(account)
    elif account.role is Role.CONSULTANT:
        yield from _consultant(account)
    elif account.role is Role.PROVIDER:
        yield from _provider(account)
    else:
        yield from _centre(account, thorough=thorough)
    if account.role is Role.ADMINISTRATOR:
        yield from _administrator()


def _owner(account: Account) -> Iterator[Wait]:
    store = resources.store()
    for firm in sorted((store.firm(one) for one in account.firms), key=lambda firm: firm.name):
        history = store.firm_history(firm.id)
        if history and firm.open_questions:
            words = _OPEN.fill(firm=firm.name, n=firm.open_questions)
            yield Wait(words, links.QUESTIONS, {"assessment": str(history[-1].id), "code": None})
    query = InvitationQuery(firms=account.firms, states=("sent", "seen"))
    if open_ones := [one for one in store.invitations(query) if one.firm_agreed_at is None]:
        yield Wait(_TO_ANSWER.fill(n=len(open_ones)), links.MEETINGS, {"assessment": None, "code": None})


def _consultant(account: Account) -> Iterator[Wait]:
    store, day = resources.store(), today()
    within = store.planned_visits(FirmReach(only=account.firms))
    planned = [one for one, _ in within if one.consultant_id in (None, account.id)]
    due, late = sum(one.day == day for one in planned), sum(one.day < day for one in planned)
    if due or late:
        yield Wait(_VISITS.fill(n=due, late=late), links.CONSULTANT)
    elif planned:
        yield Wait(_NEXT.fill(day=planned[0].day, place=planned[0].place), links.CONSULTANT)


def _provider(account: Account) -> Iterator[Wait]:
    store = resources.store()
    provider = store.provider_of(account.id)
    if provider is None:
        return
    query = InvitationQuery(provider=provider, states=("sent", "seen"))
    if open_ones := [one for one in store.invitations(query) if one.provider_agreed_at is None]:
        yield Wait(_TO_ANSWER.fill(n=len(open_ones)), links.MEETINGS)


def _centre(account: Account, *, thorough: bool) -> Iterator[Wait]:
    store, moment = resources.store(), now()
    mine = [one for one in store.firm_imports() if may(account.actor, Right.IMPORT, Matter(area=one.area))]
    if mine and (n := mine[0].counts.get("conflict", 0)):
        words = _CONFLICTS.fill(n=n, file=mine[0].file_name)
        yield Wait(words, links.CENTRE, {"section": "imports"})
    for one in store.rounds():
        if one.state(moment) == "open" and one.closes_at - moment <= CLOSING:
            counts = store.round_counts(one.id, one.areas, reaching.firms_of(Right.MANAGE_ROUNDS))
            left = sum(count.firms[0] + count.firms[1] for count in counts)
            if left:
                words = _CLOSES.fill(name=one.name, day=f"{in_china(one.closes_at):%Y-%m-%d}", n=left)
                yield Wait(words, links.CENTRE, {"section": "rounds"})
    if thorough and (twins := store.twins(reaching.firms_of(Right.KEEP_FIRMS))):
        yield Wait(_TWINS.fill(n=len(twins)), links.CENTRE, {"section": "firms"})


def _administrator() -> Iterator[Wait]:
    store = resources.store()
    accounts = [one for one in store.accounts() if one.disabled_at is None]
    if n := sum(not one.can_sign_in for one in accounts):
        yield Wait(_NO_SIGN_IN.fill(n=n), links.ACCOUNTS)
    providers = [one for one in accounts if one.role is Role.PROVIDER]
    if n := sum(store.provider_of(one.id) is None for one in providers):
        yield Wait(_UNLINKED.fill(n=n), links.ACCOUNTS)
    if store.engine.dialect.name == "sqlite":
        last = store.trail.lines(TrailFilter(act="database_copied"), limit=1)
        if not last:
            yield Wait(_NO_BACKUP, links.TRAIL)
        elif now() - last[0].at > BACKUP:
            yield Wait(_BACKED_UP.fill(day=f"{in_china(last[0].at):%Y-%m-%d}"), links.TRAIL)
