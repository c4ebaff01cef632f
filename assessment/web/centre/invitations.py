"""The invitations that are remembered: from need to contract, each with where it stands, and the sheet of results."""

from __future__ import annotations

from assessment.language import label
from assessment.web import links
from assessment.web.inviting import funnel, listing, outcomes
from assessment.web.markup import block

_TITLE = label("邀约和结果", "Invitations and results")
_LEAD = label(
    "谁请了谁、谁答复了、谈成没有。服务商和企业登录后看到的是自己的那几条；企业没有同意之前，服务商看不到它是谁。",
    "Who was asked to meet whom, who answered, and what came of it. Providers and firms see their own when they sign "
    "in; a provider does not see who the firm is before that has agreed.",
)


def show() -> None:
    """Put the section on the page."""
    lang = links.lang()
    block(f'<h2>{_TITLE.text(lang)}</h2><p class="quiet">{_LEAD.text(lang)}</p>')
    funnel.show(lang)
    if query := listing.show(lang):
        outcomes.show(query, lang)
