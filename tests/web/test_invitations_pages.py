"""Invitations on the pages: each side sees its own, and no provider a firm that has not agreed."""

from __future__ import annotations

import datetime
import io

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from assessment.answers import UNANSWERED, Answer, State
from assessment.permissions import Role
from assessment.settings import now
from assessment.store.account_records import Account
from assessment.store.assessments import Store
from assessment.store.firm_records import Firm, FirmIdentity, Round
from assessment.store.invitation_book import InvitationQuery
from assessment.store.invitation_records import InvitationOutcome, NewInvitation
from assessment.web import links, resources, waits
from assessment.web.inviting import told
from assessment.workbook.invitations.mailing import write_mail_list
from tests.web import test_firms_pages as pages
from tests.web.staff import sign_in
from tests.web.test_firms_pages import Opener, words

DAY = datetime.date(2026, 11, 2)
store, opened, firms = pages.store, pages.opened, pages.firms  # these fixtures serve here as well
MINE, YOURS = "示例服务商01", "示例服务商09"


@pytest.fixture
def invited(store: Store, firms: list[Firm]) -> list[int]:
    """The first firm by two providers of the shipped pool, the second by one of them."""
    offers = {offer.provider: offer for offer in resources.advisor().pool.offers}
    wanted = [
        NewInvitation(firm.id, "training", ("first_diagnosis",), name, offers[name].id, offers[name].product)
        for firm, name in ((firms[0], MINE), (firms[0], YOURS), (firms[1], MINE))
    ]
    return list(store.keep_invitations(wanted, DAY, None, "w").numbers)


def provider(monkeypatch: pytest.MonkeyPatch, store: Store, name: str | None = MINE) -> Account:
    account = sign_in(monkeypatch, store, Role.PROVIDER, name=f"示例账号{name}")
    store.link_provider(account.id, name)
    return account


def button(tab: AppTest, key: str) -> AppTest:
    tab.button(key=key).click()
    return tab.run()


def test_a_provider_sees_its_own_invitations_without_a_name_until_the_firm_agrees(
    store: Store,
    opened: Opener,
    firms: list[Firm],
    invited: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    provider(monkeypatch, store)
    page = opened(links.MEETINGS)
    shown = words(page)
    assert "第 1 号" in shown and "第 3 号" in shown and "第 2 号" not in shown
    assert not any(firm.name in shown for firm in firms) and "南昌" in shown and "东湖" not in shown
    assert [store.invitation(n).state for n in invited] == ["seen", "sent", "seen"]
    page = button(page, f"willing-{invited[0]}")
    assert store.invitation(invited[0]).provider_agreed_at is not None
    store.firm_agrees(invited[0], "好", "示例王 13800000000", "owner")
    shown = words(opened(links.MEETINGS))
    assert firms[0].name in shown and "示例王 13800000000" in shown and firms[1].name not in shown
    page = opened(links.MEETINGS)
    page.selectbox(key=f"note-goal-{invited[0]}").select("contracted")
    page.number_input(key=f"note-money-{invited[0]}").set_value(12.0)
    page = button(page, f"note-{invited[0]}-it")
    assert not page.exception
    assert (store.invitation(invited[0]).state, store.invitation(invited[0]).amount) == ("contracted", 12.0)
    assert any(line.act == "invitation_noted" and line.role == "provider" for line in store.trail.lines())


def test_a_provider_cannot_answer_the_invitation_of_another(
    store: Store,
    opened: Opener,
    invited: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    account = provider(monkeypatch, store)
    page = opened(links.MEETINGS)
    store.link_provider(account.id, YOURS)  # what was drawn is another's by the time it is pressed
    page = button(page, f"willing-{invited[0]}")
    assert store.invitation(invited[0]).provider_agreed_at is None
    assert "第 2 号" in words(page) and "第 1 号" not in words(page)
    for one in store.invitations(InvitationQuery()):
        mine = told.matter_of(one, account.actor)
        assert (mine.account == account.id) == (one.provider == YOURS)


def test_an_account_without_a_provider_and_one_whose_provider_is_gone_each_get_a_clear_end(
    store: Store,
    opened: Opener,
    firms: list[Firm],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    account = provider(monkeypatch, store, None)
    assert "还没有对应到资源池里的一家服务商" in words(opened(links.MEETINGS))
    gone = NewInvitation(firms[0].id, "training", (), "示例旧服务商", "offer_x", "示例产品")
    (number,) = store.keep_invitations([gone], DAY, None, "w").numbers
    store.link_provider(account.id, "示例旧服务商")
    page = opened(links.MEETINGS)
    assert "已不在现在的资源池里" in words(page) and f"第 {number} 号" in words(page)
    assert f"willing-{number}" not in {one.key for one in page.button} and f"no-{number}" in {
        one.key for one in page.button
    }


def own_assessment(store: Store, firm: Firm) -> str:
    """An assessment of the firm; its code."""
    assessment, code = store.create_assessment("zh")
    for fact, value in (("firm_name", firm.name), ("city", firm.city)):
        store.save_answer(assessment.id, fact, Answer(State.ANSWERED, value), "self", "self", UNANSWERED)
    found = store.firm_of(assessment.id)
    assert found is not None and found.id == firm.id
    return code


def test_an_owner_sees_what_concerns_the_firm_and_agrees_in_words(
    store: Store,
    opened: Opener,
    firms: list[Firm],
    invited: list[int],
) -> None:
    assert "服务商请登录" in words(opened(links.MEETINGS))
    code = own_assessment(store, firms[0])
    page = opened(links.MEETINGS, code=code)
    shown = words(page)
    assert MINE in shown and YOURS in shown and "第 3 号" not in shown
    page = button(page, f"agree-{invited[0]}-it")
    assert "要先勾选同意" in words(page) and store.invitation(invited[0]).firm_agreed_at is None
    page.checkbox(key=f"agreed-{invited[0]}").check()
    page.text_input(key=f"contact-{invited[0]}").input("示例王 <b>1</b>")
    page = button(page, f"agree-{invited[0]}-it")
    one = store.invitation(invited[0])
    assert one.firm_agreed_at is not None and one.contact == "示例王 <b>1</b>"
    assert "&lt;b&gt;" in words(page) and "示例王 <b>" not in words(page)
    page = button(page, f"decline-{invited[1]}")
    assert store.invitation(invited[1]).state == "declined"
    page = button(page, f"back-{invited[0]}")
    assert store.invitation(invited[0]).for_provider().firm_name is None


def test_an_account_of_an_owner_answers_for_its_own_firms_alone(
    store: Store,
    opened: Opener,
    firms: list[Firm],
    invited: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    account = sign_in(monkeypatch, store, Role.OWNER, name="示例厂长")
    store.give_firm(account.id, firms[1].id)
    shown = words(opened(links.MEETINGS))
    assert "第 3 号" in shown and "第 1 号" not in shown


def test_the_centre_sees_its_area_notes_outcomes_and_takes_the_funnel_along(
    store: Store,
    opened: Opener,
    firms: list[Firm],
    invited: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store.note_outcomes(
        [InvitationOutcome(invited[0], "contracted"), InvitationOutcome(invited[2], "met")], "centre", "w"
    )
    sign_in(monkeypatch, store, Role.CLERK, "360100")
    page = opened(section="invitations")
    shown = words(page)
    assert firms[0].name in shown and firms[1].name not in shown
    assert "1 份合同里 0 份报了金额" in shown and "2 个邀约" in shown
    page.selectbox(key="invitation-number").select(invited[1])
    page = page.run()
    page.selectbox(key=f"note-goal-{invited[1]}").select("declined")
    page = button(page, f"note-{invited[1]}-it")
    assert store.invitation(invited[1]).state == "declined"
    assert "已谢绝" in words(opened(section="firms", firm=str(firms[0].id)))


def test_the_mail_merge_names_no_firm_to_a_provider_before_it_agrees(
    store: Store,
    firms: list[Firm],
    invited: list[int],
) -> None:
    store.firm_agrees(invited[2], "好", "=1+1", "owner")
    store.firm_declines(invited[1], "owner")
    out = io.BytesIO()
    pool = resources.advisor().pool
    write_mail_list(out, store.invitations(InvitationQuery()), told.step_titles(), pool.categories, "zh")
    book = openpyxl.load_workbook(io.BytesIO(out.getvalue()))
    to_providers = list(book["给服务商"].iter_rows(values_only=True))[1:]
    assert [(row[1], row[6]) for row in to_providers] == [("1", "等企业同意后告知"), ("3", firms[1].name)]
    assert to_providers[1][7] == "=1+1" and book["给服务商"]["H3"].data_type == "s"
    assert [row[0] for row in book["给企业"].iter_rows(values_only=True)][1:] == sorted(one.name for one in firms)


def waiting(account: Account) -> str:
    """All that waits, in words."""
    return " ".join(one.words.zh for one in waits.waiting(account, thorough=True))


def test_what_waits_is_told_to_each_role_and_no_more(
    store: Store, opened: Opener, firms: list[Firm], invited: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    pages.begun(store, ("nanchang",))
    administrator = sign_in(monkeypatch, store)
    told_ = waiting(administrator)
    assert "1 个账号还没有设密码" in told_ and "还没有备份过数据库" in told_ and "邀约" not in told_
    mine = provider(monkeypatch, store)
    assert waiting(mine) == "2 个对接邀约等您答复"
    assert "等您处理的有 1 件" in words(opened(links.HOME))
    store.provider_answers(invited[0], True, "account:p")
    assert waiting(mine) == "1 个对接邀约等您答复"
    owner = sign_in(monkeypatch, store, Role.OWNER, name="示例厂长")
    assert waiting(owner) == "" and "现在没有等您处理的事" in words(opened(links.ACCOUNT))
    store.give_firm(owner.id, firms[0].id)
    assert waiting(store.account(owner.id)) == "2 个对接邀约等您答复"
    store.firm_declines(invited[1], "owner")
    assert waiting(store.account(owner.id)) == "1 个对接邀约等您答复"
    twin, _ = store.find_or_create_firm(FirmIdentity("示例机械厂", None, "nanchang", "360102"), "import")
    found = begun_to_close(store)
    clerk = sign_in(monkeypatch, store, Role.CLERK, "360100", "示例经办")
    told_ = waiting(clerk)
    assert f"轮次“{found.name}”" in told_ and "还有 2 家没完成" in told_ and "备份" not in told_
    assert ("可能是同一家" in told_) == bool(store.twins())
    assert twin.name not in told_


def begun_to_close(store: Store) -> Round:
    """A round of Nanchang that closes within the week."""
    start = now() - datetime.timedelta(days=1)
    end = start + datetime.timedelta(days=5)
    return store.create_round("示例将结束", ["miit"], DAY, ["nanchang"], start, end, "x")
