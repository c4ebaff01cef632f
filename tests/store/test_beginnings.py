"""So many assessments an hour for one client, and for all together, whichever process is asked."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from assessment.store import schema
from assessment.store.access import AccessRules
from assessment.store.assessments import Store
from assessment.store.beginnings import Allowance, TooMany
from assessment.store.refusals import CodeRefused
from tests.store.conftest import Clock, OpenAgain


def test_a_client_that_had_its_share_waits_and_others_do_not(store: Store, clock: Clock) -> None:
    allowance = Allowance(2, 100)
    store.allow_beginning("a", allowance)
    clock.move(minutes=30)
    store.allow_beginning("a", allowance)
    with pytest.raises(TooMany, match="in 30 minutes"):
        store.allow_beginning("a", allowance)
    store.allow_beginning("b", allowance)
    clock.move(minutes=30)
    store.allow_beginning("a", allowance)
    with pytest.raises(TooMany):
        store.allow_beginning("a", allowance)


def test_all_together_have_a_limit_too_and_processes_count_together(
    store: Store, clock: Clock, open_again: OpenAgain
) -> None:
    allowance, other = Allowance(10, 3), open_again(AccessRules())
    for one, client in ((store, "a"), (other, "b"), (store, "c")):
        one.allow_beginning(client, allowance)
    with pytest.raises(TooMany):
        other.allow_beginning("d", allowance)
    clock.move(minutes=61)
    other.allow_beginning("d", allowance)
    with store.engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(schema.resume_attempts)) == 1, "the old are forgotten"


def test_what_was_refused_does_not_count_and_wrong_codes_are_counted_apart(store: Store, clock: Clock) -> None:
    allowance = Allowance(1, 100)
    store.allow_beginning("a", allowance)
    for _ in range(5):
        clock.move(minutes=11)
        with pytest.raises(CodeRefused):
            store.resume("0000-0000-0000-0000", "a")
        with pytest.raises(TooMany):
            store.allow_beginning("a", allowance)
    clock.move(minutes=5)
    store.allow_beginning("a", allowance)
