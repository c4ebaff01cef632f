"""The invitations of somebody who answers them: a provider its own, an owner those that concern the firm."""

from __future__ import annotations

import streamlit as st

from assessment.language import Lang, label
from assessment.permissions import Actor, Right, may, require
from assessment.store.firm_records import Firm
from assessment.store.invitation_book import InvitationQuery
from assessment.store.invitation_records import OVER, KeptInvitation
from assessment.store.invitation_steps import CONTACT_LENGTH
from assessment.store.refusals import StoreRefused
from assessment.store.trail import OWNER
from assessment.web import failures, resources, visitors
from assessment.web.inviting import listing, told
from assessment.web.markup import block, escape, literal

MOST = 200
_NONE = label("现在没有邀约。", "There are no invitations now.")
_NOT_LINKED = label(
    "这个账号还没有对应到资源池里的一家服务商，所以看不到邀约。请管理员在“账号”一页选好。",
    "This account does not stand for a provider of the pool yet, so there is nothing to see. An administrator chooses "
    "one on the accounts page.",
)
_SPEAKS = label("您代表：{provider}", "You speak for {provider}")
_GONE = label(
    "{provider} 已不在现在的资源池里：以前的邀约还能看、能登记结果，不能再答应新的。请联系中心。",
    "{provider} is in the pool no more: earlier invitations can be seen and their outcome noted, but no new ones "
    "accepted. Please get in touch with the centre.",
)
_WHERE = label("企业所在、产业链、规模", "Place, chain and size")
_CONTACT = label("企业联系方式", "Contact of the firm")
_WILLING, _NO = label("愿意谈", "We would meet"), label("谢绝", "Decline")
_AGREE, _BACK = label("同意，愿意谈", "Agree to meet"), label("不谈了，收回同意", "No longer: take it back")
_SHARE = label(
    "我同意把本企业的名称和下面的联系方式告诉{provider}，只用于谈这几项。别的回答和结果不告诉它；可以随时收回。",
    "I agree that {provider} is told the name of our firm and the contact below, to talk about these steps only. No "
    "other answer or result is passed on; I may take this back at any time.",
)
_OUR_CONTACT = label("联系人和电话（可以不填）", "Name and telephone number (may stay empty)")
_TICK_FIRST = label(
    "要先勾选同意，服务商才能知道您是谁。", "Tick the agreement first: without it nobody is told who you are."
)
_SAID_YES = label("您已同意，对方能看到企业名称{contact}。", "You agreed: they see the name of the firm{contact}.")
_WITH = label("和联系方式：{contact}", " and the contact: {contact}")


def of_provider(actor: Actor, lang: Lang) -> None:
    """Put the invitations of the provider for which an account speaks on the page, and mark them as seen."""
    store = resources.store()
    provider = store.provider_of(actor.account)
    if provider is None:
        st.info(literal(_NOT_LINKED.text(lang)))
        return
    block(f'<p class="quiet">{escape(_SPEAKS.fill(provider=provider).text(lang))}</p>')
    here = any(offer.provider == provider for offer in resources.advisor().pool.offers)
    if not here:
        st.warning(literal(_GONE.fill(provider=provider).text(lang)))
    found = store.invitations(InvitationQuery(provider=provider), most=MOST)
    found = [one for one in found if may(actor, Right.SEE_INVITATION, told.matter_of(one, actor))]
    if not found:
        block(f"<p>{_NONE.text(lang)}</p>")
        return
    if unseen := [one.number for one in found if one.state == "sent"]:
        store.see_invitations(unseen, "provider", visitors.signature())
    for whole in sorted(found, key=lambda one: (one.state in OVER, -one.number)):
        _one_of_provider(whole.for_provider(), actor, lang, may_accept=here)


def _one_of_provider(one: KeptInvitation, actor: Actor, lang: Lang, *, may_accept: bool) -> None:
    facts = {
        _WHERE: told.place(one, lang),
        label("您的产品", "Your product"): one.product,
        _CONTACT: one.contact or "",
    }
    with st.container(border=True, key=f"invitation-{one.number}"):
        heading = one.firm_name or told.UNNAMED.text(lang)
        lines = resources.store().invitation_log(one.number)
        block(told.card(one, heading, facts, lang) + told.log(lines, lang, names=False))
        if one.state in ("sent", "seen"):
            with st.container(horizontal=True):
                if one.provider_agreed_at is None and may_accept:
                    _button(_WILLING.text(lang), f"willing-{one.number}", one, actor, willing=True)
                _button(_NO.text(lang), f"no-{one.number}", one, actor, willing=False)
        if one.named and one.state not in OVER:
            with st.expander(label("登记结果", "Note what became of it").text(lang), key=f"outcome-{one.number}"):
                listing.note(one, "provider", lang)


def _button(words: str, key: str, one: KeptInvitation, actor: Actor, *, willing: bool) -> None:
    if not st.button(words, key=key, type="primary" if willing else "secondary"):
        return
    require(actor, Right.ANSWER_INVITATION, told.matter_of(resources.store().invitation(one.number), actor))
    try:
        resources.store().provider_answers(one.number, willing, visitors.signature())
    except StoreRefused as refused:
        failures.show(refused)
        return
    st.rerun()


def of_firm(firm: Firm, actor: Actor | None, lang: Lang) -> None:
    """Put the invitations that concern a firm on the page of its owner, who answers them."""
    store = resources.store()
    found = store.invitations(InvitationQuery(firms=frozenset({firm.id})), most=MOST)
    found = [one for one in found if may(actor, Right.SEE_INVITATION, told.matter_of(one, actor))]
    block(f"<h2>{escape(firm.name)}</h2>")
    if not found:
        block(f"<p>{_NONE.text(lang)}</p>")
    by = visitors.signature() or OWNER
    if unseen := [one.number for one in found if one.state == "sent"]:
        store.see_invitations(unseen, "firm", by)
    for one in sorted(found, key=lambda one: (one.state in OVER, -one.number)):
        _one_of_firm(one, actor, by, lang)


def _one_of_firm(one: KeptInvitation, actor: Actor | None, by: str, lang: Lang) -> None:
    facts = {label("产品", "Product"): one.product}
    with st.container(border=True, key=f"invitation-{one.number}"):
        lines = resources.store().invitation_log(one.number)
        block(told.card(one, one.provider, facts, lang) + told.log(lines, lang, names=False))
        if one.firm_agreed_at is not None:
            shared = _WITH.fill(contact=one.contact) if one.contact else ""
            block(f"<p>{escape(_SAID_YES.fill(contact=shared).text(lang))}</p>")
            if st.button(_BACK.text(lang), key=f"back-{one.number}"):
                _answer(one, actor, by, None, "", lang)
        elif one.state not in OVER:
            _ask(one, actor, by, lang)


def _ask(one: KeptInvitation, actor: Actor | None, by: str, lang: Lang) -> None:
    words = _SHARE.fill(provider=one.provider).text(lang)
    with st.form(f"agree-{one.number}", border=False):
        agreed = st.checkbox(literal(words), key=f"agreed-{one.number}")
        contact = st.text_input(_OUR_CONTACT.text(lang), max_chars=CONTACT_LENGTH, key=f"contact-{one.number}")
        with st.container(horizontal=True):
            yes = st.form_submit_button(_AGREE.text(lang), type="primary", key=f"agree-{one.number}-it")
            no = st.form_submit_button(_NO.text(lang), key=f"decline-{one.number}")
    if yes and not agreed:
        st.error(_TICK_FIRST.text(lang))
    elif yes:
        _answer(one, actor, by, words, contact, lang)
    elif no:
        _answer(one, actor, by, None, "", lang)


def _answer(one: KeptInvitation, actor: Actor | None, by: str, words: str | None, contact: str, lang: Lang) -> None:
    """Write the answer of the firm: what it agrees to, word for word, or that it would not."""
    store = resources.store()
    require(actor, Right.ANSWER_INVITATION, told.matter_of(store.invitation(one.number), actor))
    try:
        if words is None:
            store.firm_declines(one.number, by)
        else:
            store.firm_agrees(one.number, words, contact, by)
    except StoreRefused as refused:
        failures.show(refused)
        return
    st.rerun()
