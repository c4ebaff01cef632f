"""One's own account: what is signed in and where, the password, and the way out."""

import streamlit as st

from assessment.language import Lang, label
from assessment.permissions import ROLES, Right, Role, reach
from assessment.store.account_records import Account, OpenSession, SignedIn
from assessment.store.refusals import StoreRefused
from assessment.web import callers, failures, links, resources, tokens, visitors, waits
from assessment.web.markup import block, escape
from assessment.web.progress import clock

TITLE = label("我的账号", "My account")
WHO = label("{name}，账号 {login}，{role}", "{name}, account {login}, {role}")
IN_AREA = label("，地区 {area}", ", area {area}")
NO_PASSWORD = label(
    "还没有设密码：关掉浏览器，或过 12 小时没有用，就要从启动时打印的新链接再进来。请现在设好账号名和密码。",
    "No password is set: once this browser is closed, or unused for 12 hours, only a new link of the next start lets "
    "you in. Please choose a name to sign in with and a password now.",
)
LOGIN, OLD, NEW, AGAIN = (
    label("账号名", "Account"),
    label("原密码", "Old password"),
    label("新密码（至少 10 个字符）", "New password, 10 characters or more"),
    label("再输一遍", "The same again"),
)
CHANGE = label("改密码", "Change the password")
SAVE = label("保存", "Save")
SAVED = label("已保存，别处的登录都已退出。", "Saved; every other browser was signed out.")
DIFFER = label("两遍密码不一样，请再输一次。", "The two passwords differ; please enter them again.")
SESSIONS = label("我的登录", "Where I am signed in")
SESSIONS_WHY = label(
    "不认识的，请马上退出，并改密码。12 小时不用，或满 7 天，会自动退出。",
    "End what you do not know at once, and change the password. A session ends by itself after 12 hours without use, "
    "and after 7 days.",
)
THIS_ONE = label("这个浏览器", "this browser")
SESSION = label(
    "{browser}，地址 {address}，{begun} 登录，最近 {seen}", "{browser}, address {address}, since {begun}, last {seen}"
)
HERE = label("本机", "this computer")
UNNAMED = label("不知名的浏览器", "unknown browser")
END = label("退出", "End")
OUT, OUT_ALL = label("退出登录", "Sign out"), label("所有地方都退出", "Sign out everywhere")
FIRMS = label("我的企业", "My firms")
GO_ON, SEE = label("接着填 →", "Go on →"), label("看结果 →", "See the result →")
ADD = label("加一家：输入它的续答码", "Add one by its resume code")
ADD_IT = label("加入", "Add")
UNNAMED_FIRST = label(
    "这份自测还没有写企业名称，请先填好名称。", "This assessment does not name its firm yet; give its name first."
)
TRAIL = label("操作记录 →", "The trail →")
CHECKED = label("核实和材料 →", "What was verified →")
MEETINGS = label("对接邀约 →", "Invitations to meet →")
ADMINISTER = label("管理账号 →", "Manage accounts →")


def page() -> None:
    """Put the page together."""
    lang, here = links.lang(), visitors.signed_in()
    assert here is not None
    mine = here.account
    block(f"<h1>{TITLE.text(lang)}</h1>")
    told = WHO.fill(name=mine.name, login=mine.login, role=ROLES[mine.role]).text(lang)
    area = IN_AREA.fill(area=mine.area).text(lang) if mine.area else ""
    block(f"<p>{escape(told)}{escape(area)}</p>")
    waits.show(mine, lang)
    if mine.role in (Role.PROVIDER, Role.OWNER):
        links.link(links.MEETINGS, MEETINGS.text(lang), key="to-meetings", assessment=None, code=None)
    if reach(mine.actor, Right.MANAGE_ACCOUNTS):
        links.link(links.ACCOUNTS, ADMINISTER.text(lang), key="to-accounts")
    if reach(mine.actor, Right.SEE_TRAIL):
        links.link(links.TRAIL, TRAIL.text(lang), key="to-trail")
    if reach(mine.actor, Right.CHANGE_ANSWER):
        _firms(mine, lang)
    if mine.has_password:
        with st.expander(CHANGE.text(lang), key="password"):
            _password(here, lang)
    elif not mine.has_identity:
        st.warning(NO_PASSWORD.text(lang))
        _password(here, lang)
    _sessions(here, lang)
    tokens.show(mine, lang)
    store = resources.store()
    with st.container(horizontal=True, key="sign-out"):
        if st.button(OUT.text(lang), key="out"):
            store.sign_out(mine.id, here.session)
            links.go(links.HOME)
        if st.button(OUT_ALL.text(lang), key="out-all"):
            store.end_all_sessions(mine.id)
            links.go(links.HOME)


def _firms(mine: Account, lang: Lang) -> None:
    """The firms of an owner, and the way to add one by its code."""
    store = resources.store()
    block(f"<h2>{FIRMS.text(lang)}</h2>")
    for firm in sorted((store.firm(one) for one in mine.firms), key=lambda firm: firm.name):
        history = store.firm_history(firm.id)
        with st.container(horizontal=True, key=f"firm-{firm.id}", vertical_alignment="center"):
            block(f"<p><b>{escape(firm.name)}</b></p>")
            if history:
                latest = str(history[-1].id)
                links.link(links.QUESTIONS, GO_ON.text(lang), key=f"go-on-{firm.id}", assessment=latest, code=None)
                links.link(links.CHECKED, CHECKED.text(lang), key=f"checked-{firm.id}", assessment=latest, code=None)
                links.link(links.RESULT, SEE.text(lang), key=f"see-{firm.id}", assessment=latest, code=None)
    with st.form("own-firm", border=False, clear_on_submit=True):
        code = st.text_input(ADD.text(lang), placeholder="XXXX-XXXX-XXXX-XXXX", autocomplete="off", key="own-code")
        pressed = st.form_submit_button(ADD_IT.text(lang), key="own-add")
    if pressed and code.strip():
        try:
            opened = store.resume(code.strip(), callers.client_of(st.context.ip_address))
            firm_of = store.firm_of(opened.id)
            if firm_of is None:
                st.warning(UNNAMED_FIRST.text(lang))
                return
            store.give_firm(mine.id, firm_of.id)
        except StoreRefused as refused:
            failures.show(refused)
            return
        st.rerun()


def _password(here: SignedIn, lang: Lang) -> None:
    mine: Account = here.account
    with st.form("password-form", border=False):
        login = mine.login
        if not mine.has_password:
            login = st.text_input(LOGIN.text(lang), value=mine.login, max_chars=60, key="own-login", width=320)
        old = ""
        if mine.has_password:
            old = _secret(OLD.text(lang), "current-password", "own-old")
        new, again = (
            _secret(NEW.text(lang), "new-password", "own-new"),
            _secret(AGAIN.text(lang), "new-password", "own-again"),
        )
        pressed = st.form_submit_button(SAVE.text(lang), type="primary", key="own-save")
    if pressed and new != again:
        st.error(DIFFER.text(lang))
    elif pressed:
        store = resources.store()
        try:
            if login != mine.login:
                store.rename_login(mine.id, login)
            store.set_password(mine.id, old, new, here.session)
        except StoreRefused as refused:
            failures.show(refused)
            return
        st.success(SAVED.text(lang))


def _secret(text: str, kept: str, key: str) -> str:
    return st.text_input(text, type="password", autocomplete=kept, max_chars=200, key=key, width=320)


def _sessions(here: SignedIn, lang: Lang) -> None:
    block(f'<h2>{SESSIONS.text(lang)}</h2><p class="quiet">{SESSIONS_WHY.text(lang)}</p>')
    for session in resources.store().sessions(here.account.id):
        with st.container(horizontal=True, key=f"session-{session.id}", vertical_alignment="center"):
            mark = f" <b>{THIS_ONE.text(lang)}</b>" if session.id == here.session else ""
            block(f"<p>{escape(_told(session, lang))}{mark}</p>")
            if session.id != here.session and st.button(END.text(lang), key=f"end-{session.id}"):
                resources.store().end_session(here.account.id, session.id)
                st.rerun()


def _told(session: OpenSession, lang: Lang) -> str:
    return SESSION.fill(
        browser=session.browser or UNNAMED,
        address=HERE if session.address == callers.HERE else session.address,
        begun=clock(session.begun_at, lang),
        seen=clock(session.seen_at, lang),
    ).text(lang)


page()
