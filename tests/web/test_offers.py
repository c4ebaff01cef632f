"""Answer once: what follows is not asked, what is likely is offered and taken with one tap."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from assessment.answers import Answer, State
from tests.web.owner import SETTLED, Owner
from tests.web.waiting import at_rest

pytestmark = pytest.mark.browser


def test_a_likely_answer_is_offered_and_counts_only_when_taken(owner: Owner):
    owner.type("revenue", "2600")
    owner.stored("revenue", 2600.0)
    owner.resume(owner.code, "management")
    offer = owner.page.locator(".st-key-offer-revenue_average")
    expect(offer).to_contain_text("2,600 万元", timeout=SETTLED)
    firm = owner.store.resume(owner.code, "test").id
    assert "revenue_average" not in owner.store.answers(firm)
    offer.get_by_role("button").click()
    expect(offer).to_have_count(0, timeout=SETTLED)
    owner.stored("revenue_average", 2600.0)
    expect(owner.field("revenue_average")).to_have_value("2600", timeout=SETTLED)


def test_what_follows_from_other_answers_is_not_asked(visitor: Owner):
    visitor.open()
    visitor.page.locator(".st-key-several summary").click()
    visitor.page.locator(".st-key-several").get_by_text("欧盟", exact=False).last.click()
    at_rest(visitor.page)
    visitor.page.locator(".st-key-start-several button").click()
    visitor.page.wait_for_selector(".st-key-question-city")
    expect(visitor.page).to_have_url(re.compile(",|%2C"))
    firm = visitor.store.resume(visitor.code, "test").id
    visitor.store.save_answer(firm, "cloud_advanced", Answer(State.ANSWERED, "yes"), "self", "self", None)
    visitor.page.reload()
    visitor.page.wait_for_selector(".st-key-question-city")
    visitor.resume(visitor.code, "eurostat_cloud_and_sales", scope="miit,eurostat-dii-v3")
    expect(visitor.page.locator(".st-key-question-cloud_advanced")).to_be_visible()
    at_rest(visitor.page)
    assert visitor.page.locator(".st-key-question-cloud_purchased").count() == 0
