"""The accounts, for administrators: invite, change role and area, reset, disable, remove."""

from uuid import UUID

import streamlit as st

from assessment.language import Lang, label
from assessment.permissions import ROLES, Role
from assessment.store.account_records import Account
from assessment.store.accounts import LONGEST_LOGIN, LONGEST_NAME, Person
from assessment.web import keepsake, links, resources, visitors
from assessment.web.markup import block, escape, literal

TITLE = label("账号", "Accounts")
LEAD = label(
    "每个人一个账号：做的事记在他名下。改了角色、地区或停用，马上生效。",
    "An account for each person: what is done is signed by it. Another role or area, or disabling, holds at once.",
)
INVITE = label("邀请一个人", "Invite a person")
NAME, LOGIN, ROLE = label("姓名", "Name"), label("账号名（手机号、邮箱或拼音）", "Account"), label("角色", "Role")
AREA = label("地区（经办才要）", "Area, for clerks")
NO_AREA = label("不限地区的角色不用选", "other roles need none")
SEND = label("生成邀请链接", "Make the invitation")
WHICH = label("改哪个账号", "Which account")
SAVE, RESET = label("保存", "Save"), label("生成重设链接", "Make a link")
DISABLE, ENABLE = label("停用", "Disable"), label("恢复", "Enable")
REMOVE, SURE = (
    label("删除账号", "Remove"),
    label("我确定要删除这个账号", "I am sure that this account shall be removed"),
)
HANDED = label(
    "链接只能用一次，{days} 天内有效；请当面或用可靠的方式交给 {name}：",
    "The link works once, within {days} days; hand it to {name} in person or by a way you trust:",
)
FIRMS, TAKE = label("名下的企业", "Firms"), label("收回", "Take away")
FIND = label("再交给一家：企业名称或信用代码", "Give one more: name or credit code of the firm")
GIVE = label("交给：{firm}", "Give: {firm}")
NOT_FOUND = label("没有找到。", "Nothing found.")
DONE = label("已保存。", "Saved.")
DISABLED, WAITING = label("已停用", "disabled"), label("还没设密码", "no password yet")
HEADS = (
    label("姓名", "Name"),
    label("账号", "Account"),
    label("角色", "Role"),
    label("地区", "Area"),
    label("状态", "State"),
)
_TOLD = "accounts-told"


def page() -> None:
    """Put the page together."""
    lang, here = links.lang(), visitors.signed_in()
    assert here is not None
    block(f'<h1>{TITLE.text(lang)}</h1><p class="lead">{LEAD.text(lang)}</p>')
    if told := st.session_state.pop(_TOLD, None):
        block(told)
    found = resources.store().accounts()
    heads = "".join(f"<th>{head.text(lang)}</th>" for head in HEADS)
    rows = "".join(_row(one, lang) for one in found)
    block(f'<div class="wide"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>')
    with st.expander(INVITE.text(lang), key="invite"):
        _invite(here.account.id, lang)
    _change(found, here.account.id, lang)


def _row(one: Account, lang: Lang) -> str:
    state = DISABLED if one.disabled_at else None if one.can_sign_in else WAITING
    cells = (one.name, one.login, ROLES[one.role].text(lang), _area(one.area, lang), state.text(lang) if state else "")
    return f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"


def _invite(me: UUID, lang: Lang) -> None:
    with st.form("invite-form", border=False, clear_on_submit=False):
        person = _person("invite", Person("", "", Role.CLERK), lang)
        pressed = st.form_submit_button(SEND.text(lang), type="primary", key="invite-send")
    if pressed:
        made = resources.store().add_account(person, me)
        _hand_over(made, me, lang)


def _change(found: list[Account], me: UUID, lang: Lang) -> None:
    by_id = {one.id: one for one in found}
    chosen = st.selectbox(
        WHICH.text(lang),
        list(by_id),
        index=None,
        format_func=lambda one: f"{by_id[one].name} · {by_id[one].login}",
        key="account-chosen",
    )
    if chosen is None:
        return
    store, account = resources.store(), by_id[chosen]
    if account.role in (Role.CONSULTANT, Role.OWNER):
        _firms(account, lang)
    with st.form(f"change-{chosen}", border=False):
        before = Person(account.login, account.name, account.role, account.area)
        person = _person(f"change-{chosen}", before, lang)
        with st.container(horizontal=True):
            save = st.form_submit_button(SAVE.text(lang), type="primary", key="account-save")
            reset = st.form_submit_button(RESET.text(lang), key="account-reset")
            words = ENABLE if account.disabled_at else DISABLE
            disable = st.form_submit_button(words.text(lang), key="account-disable")
        sure = st.checkbox(SURE.text(lang), key=f"account-sure-{chosen}")
        remove = st.form_submit_button(REMOVE.text(lang), key="account-remove")
    if save:
        store.change_account(chosen, person, me)
    elif reset:
        _hand_over(account, me, lang)
    elif disable:
        store.disable_account(chosen, account.disabled_at is None, me)
    elif remove and sure:
        store.remove_account(chosen, me)
    else:
        return
    st.session_state[_TOLD] = f"<p>{DONE.text(lang)}</p>"
    st.rerun()


def _firms(account: Account, lang: Lang) -> None:
    """The firms of a consultant or an owner: taken away, and given."""
    store = resources.store()
    block(f"<h3>{FIRMS.text(lang)}</h3>")
    for firm in sorted((store.firm(one) for one in account.firms), key=lambda firm: firm.name):
        with st.container(horizontal=True, key=f"held-{firm.id}", vertical_alignment="center"):
            block(f"<p>{escape(firm.name)}</p>")
            if st.button(TAKE.text(lang), key=f"take-{firm.id}"):
                store.take_firm(account.id, firm.id)
                st.rerun()
    text = st.text_input(FIND.text(lang), max_chars=80, autocomplete="off", key=f"find-firm-{account.id}").strip()
    if not text:
        return
    known = (store.firm_of(one.id) for one in store.find_assessments(text))
    found = {one.id: one for one in known if one is not None}
    for firm in found.values():
        if firm.id not in account.firms and st.button(
            literal(GIVE.fill(firm=firm.name).text(lang)), key=f"give-{firm.id}"
        ):
            store.give_firm(account.id, firm.id)
            st.rerun()
    if not found:
        block(f'<p class="quiet">{NOT_FOUND.text(lang)}</p>')


def _person(key: str, before: Person, lang: Lang) -> Person:
    name = st.text_input(NAME.text(lang), value=before.name, max_chars=LONGEST_NAME, key=f"{key}-name", width=320)
    login = st.text_input(LOGIN.text(lang), value=before.login, max_chars=LONGEST_LOGIN, key=f"{key}-login", width=320)
    roles = list(Role)
    role = st.selectbox(
        ROLE.text(lang),
        roles,
        index=roles.index(before.role),
        format_func=lambda one: ROLES[one].text(lang),
        key=f"{key}-role",
        width=320,
    )
    areas = resources.counties().codes
    area = st.selectbox(
        AREA.text(lang),
        areas,
        index=areas.index(before.area) if before.area in areas else None,
        format_func=lambda code: f"{_area(code, lang)} {code}",
        placeholder=NO_AREA.text(lang),
        key=f"{key}-area",
        width=320,
    )
    return Person(login, name, role, area or "")


def _area(code: str, lang: Lang) -> str:
    """What an area is called; a code that is none of ours, as it is."""
    counties = resources.counties()
    return counties.name(code, resources.bank()).text(lang) if code in counties.codes else code


def _hand_over(account: Account, me: UUID, lang: Lang) -> None:
    secret = resources.store().new_link(account.id, me)
    words = HANDED.fill(days=1 if account.has_password else 7, name=account.name).text(lang)
    address = f"{keepsake.site()}/invitation/{secret}"
    st.session_state[_TOLD] = f'<p>{escape(words)}</p><p class="link">{escape(address)}</p>'
    st.rerun()


page()
