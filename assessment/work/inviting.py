"""A list that matchmaking made: put among the invitations that are remembered, and whom it may name to providers."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from assessment.batch import Batch
from assessment.content.provenance import SAMPLE_NAME
from assessment.content.providers import ProviderPool
from assessment.language import Label, label
from assessment.peers import Figure
from assessment.peers.cleared import at_least
from assessment.providers import Invitation, Matchmaking
from assessment.settings import today
from assessment.store.assessments import Store
from assessment.store.firm_list import FirmReach
from assessment.store.firm_records import Firm
from assessment.store.invitation_records import KeptList, NewInvitation, ProviderRecord
from assessment.work.rows import RowsToImport


@dataclass(frozen=True)
class InvitationProposal:
    """What of a list can be remembered, and what not: names of firms, and of providers.

    ``unknown`` firms are not among those that are known, ``outside`` are not in the area of whoever asks, ``real`` are
    no sample firms while the pool is made up, ``gone`` offers are in the pool no more.
    """

    kept: tuple[tuple[Invitation, NewInvitation], ...]
    unknown: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    real: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()

    def lines(self) -> Iterator[Label]:
        """How many can be remembered, and who is left out, by name."""
        firms = len({new.firm_id for _, new in self.kept})
        yield label("可以记住 {n} 个邀约，{firms} 家企业。", "{n} invitations of {firms} firms can be kept.").fill(
            n=len(self.kept), firms=firms
        )
        for names, words in (
            (self.unknown, _UNKNOWN),
            (self.outside, _OUTSIDE),
            (self.real, _REAL),
            (self.gone, _GONE),
        ):
            if names:
                yield words.fill(n=len(names), names=_listed(names))


_SHOWN = 20
_UNKNOWN = label(
    "{n} 家不在企业库里，没有算进去（请先导入这张表）：{names}",
    "{n} firms are not among the known ones and are left out (import the file first): {names}",
)
_OUTSIDE = label("{n} 家不在您的地区，没有算进去：{names}", "{n} firms are not in your area and are left out: {names}")
_REAL = label(
    "{n} 家是真实企业，示例资源池的邀约不给它们：{names}",
    "{n} are real firms, to whom nothing of a made-up pool is given: {names}",
)
_GONE = label(
    "{n} 个产品已经不在资源池里，没有算进去：{names}", "{n} offers are in the pool no more and are left out: {names}"
)


def _listed(names: tuple[str, ...]) -> Label:
    rest = len(names) - _SHOWN
    zh, en = "、".join(names[:_SHOWN]), ", ".join(names[:_SHOWN])
    return label(f"{zh} 等", f"{en} and {rest} more") if rest > 0 else label(zh, en)


def propose(
    store: Store, batch: Batch, made: Matchmaking, pool: ProviderPool, reach: FirmReach | None = None
) -> InvitationProposal:
    """What of the invitations that were made for the firms of a batch can be remembered."""
    firms = _firms(store, batch, frozenset(one.firm for one in made.invitations))
    reach, offers = reach or FirmReach(), {offer.id: offer.provider for offer in pool.offers}
    kept: list[tuple[Invitation, NewInvitation]] = []
    left: dict[str, dict[str, None]] = {"unknown": {}, "outside": {}, "real": {}, "gone": {}}
    for one in made.invitations:
        firm = firms.get(one.firm)
        if firm is None:
            left["unknown"][one.firm_name] = None
        elif not _within(firm, reach):
            left["outside"][one.firm_name] = None
        elif made.fidelity == "sample" and not firm.name.startswith(SAMPLE_NAME):
            left["real"][one.firm_name] = None
        elif offers.get(one.offer) != one.provider:
            left["gone"][f"{one.provider} · {one.product}"] = None
        else:
            new = NewInvitation(firm.id, one.category, one.steps, one.provider, one.offer, one.product)
            kept.append((one, new))
    return InvitationProposal(tuple(kept), **{name: tuple(names) for name, names in left.items()})


def named(store: Store, batch: Batch, made: Matchmaking) -> dict[str, frozenset[str]]:
    """By provider the firms, by their place in the file, that have agreed to be named to it.

    A firm that is not known here was never asked, and so is not among them.
    """
    invited: dict[str, set[str]] = {}
    for one in made.invitations:
        invited.setdefault(one.provider, set()).add(one.firm)
    return agreed(store, batch, {provider: frozenset(places) for provider, places in invited.items()})


def agreed(store: Store, batch: Batch, wanted: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """Of the firms wanted by each provider (by their places in the file) those that agreed to be named to it."""
    known = {place: firm.id for place, firm in _firms(store, batch, frozenset().union(*wanted.values())).items()}
    found = {}
    for provider, places in wanted.items():
        here = places & known.keys()
        named_to = store.may_be_named({known[place] for place in here}, provider)
        found[provider] = frozenset(place for place in here if known[place] in named_to)
    return found


def keep(store: Store, proposal: InvitationProposal, made: Matchmaking, round_id: UUID | None, by: str) -> KeptList:
    """Remember what was proposed; the day is that of the matchmaking."""
    day = made.basis.on if made.basis else today()
    return store.keep_invitations([new for _, new in proposal.kept], day, round_id, by)


def kept_words(found: KeptList) -> Label:
    """What keeping a list came to."""
    return label(
        "新记住 {made} 个邀约；{known} 个已经记过，{running} 个以前的还没有了结，不重复邀约。",
        "{made} invitations were kept; {known} had been, {running} earlier ones are not over: nobody is asked twice.",
    ).fill(made=found.made, known=found.known, running=found.running)


def record_words(one: ProviderRecord, on: datetime.date, floor: int) -> Label:
    """A provider's record as firms are told it, in whole steps of the floor: of few cases only that they are few."""
    words = label(
        "经中心邀约{invited}（截至 {on}）：见面{met}，签约{contracted}，完成{finished}，谢绝{declined}",
        "invited by the centre {invited} times (until {on}): met {met}, contracted {contracted}, finished {finished}, "
        "declined {declined}",
    )
    numbers = {name: getattr(one, name) for name in ("invited", "met", "contracted", "finished", "declined")}
    return words.fill(on=on, **{name: _times(at_least(number, floor), floor) for name, number in numbers.items()})


def _times(number: Figure[int], floor: int) -> Label:
    if number is None:
        return label("不足 {n} 次", "fewer than {n}").fill(n=floor)
    return label("至少 {n} 次", "at least {n}").fill(n=number.value)


def _firms(store: Store, batch: Batch, wanted: frozenset[str]) -> dict[str, Firm]:
    """The known firms among some, by their places in the file."""
    every = RowsToImport(batch.table, batch.faulty)
    rows = [every[number] for number, place in enumerate(batch.table.ids) if place in wanted]
    found = store.find_firms([row.identity for row in rows])
    return {row.place: firm for row, firm in zip(rows, found, strict=True) if firm is not None}


def _within(firm: Firm, reach: FirmReach) -> bool:
    if reach.only is not None and firm.id not in reach.only:
        return False
    if reach.county is not None:
        return firm.county == reach.county
    return reach.city is None or firm.city == reach.city
