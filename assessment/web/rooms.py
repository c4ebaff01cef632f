"""Pages that are not for everybody: what each asks for, and what is said to whom it does not open."""

from __future__ import annotations

from urllib.parse import urlencode

from assessment.language import label
from assessment.permissions import Right, reach
from assessment.web import links, uploads, viewed, visitors
from assessment.web.markup import block, escape

NEEDED: dict[str, Right | None] = {
    links.HOME: None,
    links.QUESTIONS: None,
    links.RESULT: None,
    links.DOING: None,
    links.METHODS: None,
    links.CONSULTANT: Right.VERIFY,
    links.CENTRE: Right.SEE_DASHBOARD,
    links.ACCOUNT: Right.OWN_ACCOUNT,
    links.ACCOUNTS: Right.MANAGE_ACCOUNTS,
    links.TRAIL: Right.SEE_TRAIL,
    links.MEETINGS: None,
    links.PUBLISHED: Right.SEE_PUBLISHED,
    links.CHECKED: None,
}
"""The right that a page asks for; None: it is for everybody, and asks for the code where it shows a firm."""
SIGN_IN = "sign-in"
"""The address of the page to sign in on."""

_SIGN_IN_FIRST = label("本页要登录后才能用。", "Please sign in to use this page.")
_NO_ACCOUNT = label(
    "没有账号的，请管理员发一个邀请链接；企业填自测不用账号，凭续答码就行。",
    "Without an account, ask an administrator for an invitation. A firm needs none to assess itself: the resume code "
    "is enough.",
)
_SIGN_IN = label("登录", "Sign in")
_NOT_YOURS = label(
    "您的账号（{name}）没有这一页的权限。如果工作需要，请管理员在“账号”一页修改。",
    "Your account ({name}) has no right to this page. If your work needs it, an administrator can change that on the "
    "accounts page.",
)


def opens(page: str) -> bool:
    """Does a page open to its visitor? If not, it now says what to do."""
    needed = NEEDED[page]
    if needed is None:
        return True
    found = visitors.signed_in()
    lang = links.lang()
    if found is None:
        uploads.forbid()
        wanted = urlencode({"next": links.ADDRESSES[page], "lang": lang})
        block(
            f'<h1>{_SIGN_IN.text(lang)}</h1><p>{_SIGN_IN_FIRST.text(lang)}</p><p><a class="button" target="_self" '
            f'href="./{SIGN_IN}?{escape(wanted)}">{_SIGN_IN.text(lang)}</a></p>'
            f'<p class="quiet">{_NO_ACCOUNT.text(lang)}</p>'
        )
        return False
    if not reach(found.account.actor, needed):
        uploads.forbid()
        viewed.refused("page", links.ADDRESSES[page])
        block(f"<p>{escape(_NOT_YOURS.fill(name=found.account.name).text(lang))}</p>")
        return False
    if any(reach(found.account.actor, right) for right in (Right.IMPORT, Right.KEEP_EVIDENCE)):
        uploads.allow()
    return True
