"""Invitations to meet: a provider sees and answers its own, an owner those that concern the firm."""

import streamlit as st

from assessment.language import label
from assessment.permissions import Actor, Role
from assessment.store.refusals import UnknownFirm
from assessment.web import frame, links, resources, session, sharing, viewed, visitors
from assessment.web.inviting import answering
from assessment.web.markup import block

TITLE = label("对接邀约", "Invitations to meet")
LEAD = label(
    "转型促进中心按方案里的需求，请企业和服务商坐下来谈。谈不谈由双方定；企业同意之前，服务商不知道它是谁。",
    "The promotion centre brings firms and providers to a table, after what the firms' plans call for. Both decide "
    "whether to meet; a provider does not know who the firm is before that has agreed.",
)
WHO = label(
    "服务商请登录；企业请从自己的自测打开本页，或用账号登录。",
    "Providers sign in; firms open this page from their own assessment, or sign in.",
)
STAFF = label(
    "中心的邀约和结果在“转型促进中心”一页。", "The centre's invitations are on the page for promotion centres."
)
UNNAMED = label("这份自测还没有写企业名称，所以还没有邀约。", "This assessment does not name its firm yet.")


def page() -> None:
    """Put the page together."""
    lang = links.lang()
    st.html(frame.ASSETS / "centre.css")
    block(f'<h1>{TITLE.text(lang)}</h1><p class="lead">{LEAD.text(lang)}</p>')
    here = visitors.actor()
    own = session.current()
    if own is not None:
        firm = resources.store().firm_of(own)
        if firm is None:
            block(f"<p>{UNNAMED.text(lang)}</p>")
        else:
            holder = here if here is not None and firm.id in here.held else None
            answering.of_firm(firm, holder or Actor(Role.OWNER, "", held=frozenset({firm.id, own})), lang)
            sharing.ask(own, lang)
    elif here is None:
        block(f"<p>{WHO.text(lang)}</p>")
        links.link(links.ACCOUNT, label("登录", "Sign in").text(lang), key="meetings-sign-in")
    elif here.role is Role.PROVIDER:
        answering.of_provider(here, lang)
    elif here.role is Role.OWNER:
        for firm_id in sorted(here.held):
            try:
                firm = resources.store().firm(firm_id)
            except UnknownFirm:
                continue
            viewed.firm(firm.id)
            answering.of_firm(firm, here, lang)
    else:
        block(f"<p>{STAFF.text(lang)}</p>")


page()
