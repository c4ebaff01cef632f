"""Jobs of the store: claimed by one process, taken up when it dies, stopped when somebody says so."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from assessment.language import label
from assessment.store.access import AccessRules
from assessment.store.alive import LEASE
from assessment.store.assessments import Store
from assessment.store.job_shelf import MOST_TRIES
from assessment.store.refusals import FileUnknown
from tests.store.conftest import Clock, OpenAgain

KINDS = ("reading",)
WORDS = label("在读", "reading")


def nobody(_worker: str) -> bool:
    return False


def claimed(store: Store, worker: str, kinds: tuple[str, ...] = KINDS) -> object:
    job = store.claim_job(worker, kinds, nobody)
    return None if job is None else job.id


def test_each_job_is_claimed_once_however_many_processes_look(store: Store, open_again: OpenAgain) -> None:
    jobs = [store.begin_job("reading", "甲", {"n": n}) for n in range(12)]
    stores = [open_again(AccessRules()) for _ in range(4)]
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda n: claimed(stores[n % 4], f"w{n}"), range(24)))
    # A process that finds every free job held by another comes back a second later.
    taken += [claimed(store, "late") for _ in jobs]
    assert sorted(map(str, filter(None, taken))) == sorted(str(job.id) for job in jobs)


def test_the_oldest_comes_first_and_only_kinds_that_the_process_knows(store: Store, clock: Clock) -> None:
    first = store.begin_job("reading", "", {})
    clock.move(seconds=1)
    other = store.begin_job("strange", "", {})
    clock.move(seconds=1)
    second = store.begin_job("reading", "", {})
    assert [claimed(store, "w"), claimed(store, "w"), claimed(store, "w")] == [first.id, second.id, None]
    found = store.job(other.id)
    assert found is not None and found.state == "waiting"


def test_progress_is_told_with_what_remains(store: Store, clock: Clock) -> None:
    job = store.begin_job("reading", "", {})
    claimed(store, "w")
    clock.move(seconds=30)
    assert store.beat(job.id, "w", WORDS, 25, 100) == "ours"
    now = store.job(job.id)
    assert now is not None
    assert (now.words, now.done, now.of, now.seconds(clock.now), now.remaining(clock.now)) == (WORDS, 25, 100, 30, 90)


@pytest.mark.parametrize("way", ["its time is over", "it is known to be gone", "the clock was put back a day"])
def test_a_job_whose_process_died_is_taken_up_and_the_dead_can_write_nothing(
    store: Store, clock: Clock, way: str
) -> None:
    job = store.begin_job("reading", "", {})
    claimed(store, "dead")
    assert claimed(store, "next") is None
    if way == "its time is over":
        clock.move(seconds=LEASE.total_seconds() + 1)
    if way == "the clock was put back a day":
        clock.move(days=-1)
    known = store.claim_job("next", KINDS, lambda worker: worker == "dead" and way == "it is known to be gone")
    assert known is not None and (known.id, known.tries) == (job.id, 2)
    assert store.beat(job.id, "dead", None, 1, 2) == "lost"
    assert not store.end_job(job.id, "dead", "done", {"by": "the dead"})
    assert store.end_job(job.id, "next", "done", {"by": "next"})
    ended = store.job(job.id)
    assert ended is not None and (ended.state, ended.result) == ("done", {"by": "next"})
    assert "从头再来" in store.job_log(job.id)[0].words.zh


def test_a_job_that_ends_every_process_is_given_up_and_says_so(store: Store, clock: Clock) -> None:
    job = store.begin_job("reading", "", {})
    for n in range(MOST_TRIES):
        assert claimed(store, f"w{n}") == job.id
        clock.move(hours=1)
    assert claimed(store, "w") is None
    ended = store.job(job.id)
    assert ended is not None and ended.state == "failed" and "服务器停了" in ended.faults[0].zh


def test_stopping(store: Store, clock: Clock) -> None:
    """One that waits stops at once, one at work when its process looks, one of a dead process when it is taken up."""
    waiting, working, orphan = (store.begin_job("reading", "", {}) for _ in range(3))
    store.ask_stop(waiting.id)
    assert {claimed(store, "w"), claimed(store, "w")} == {working.id, orphan.id}
    assert store.beat(working.id, "w", None, 0, 0) == "ours"
    for job in (working, orphan):
        store.ask_stop(job.id)
    assert store.beat(working.id, "w", None, 0, 0) == "stop"
    assert store.end_job(working.id, "w", "cancelled")
    clock.move(hours=1)
    assert claimed(store, "next") is None
    for job in (waiting, working, orphan):
        ended = store.job(job.id)
        assert ended is not None and (ended.state, ended.open) == ("cancelled", False)


def test_a_server_that_is_stopped_lets_its_jobs_wait_and_that_counts_as_no_attempt(store: Store) -> None:
    job = store.begin_job("reading", "", {})
    for _ in range(MOST_TRIES + 2):
        assert claimed(store, "w") == job.id
        assert store.end_job(job.id, "w", "waiting")
    again = store.job(job.id)
    assert again is not None and (again.state, again.tries, again.ended_at) == ("waiting", 0, None)


def test_with_a_file_its_jobs_are_forgotten_and_whoever_is_at_work_learns_it(store: Store) -> None:
    kept = store.keep_file("企业.xlsx", 10, "甲", date(2026, 11, 26))
    job = store.begin_job("reading", "甲", {}, kept.id)
    claimed(store, "w")
    store.note_job(job.id, WORDS)
    store.forget_file(kept.id)
    assert (store.kept_file(kept.id), store.job(job.id), store.job_log(job.id)) == (None, None, [])
    assert store.beat(job.id, "w", None, 0, 0) == "lost"
    store.note_job(job.id, WORDS)
    with pytest.raises(FileUnknown):
        store.begin_job("reading", "甲", {}, kept.id)


def test_a_file_is_idle_when_nobody_used_it_and_nobody_is_at_work_on_it(store: Store, clock: Clock) -> None:
    idle, used, busy = (store.keep_file(name, 1, "", date(2026, 11, 26)) for name in "abc")
    job = store.begin_job("reading", "", {}, busy.id)
    clock.move(days=2)
    store.use_file(used.id)
    store.choose_firms(used.id, faultless=True)
    clock.move(days=1)
    since = clock.now
    clock.move(days=1)
    store.use_file(used.id)
    assert store.idle_files(since) == [idle.id]
    claimed(store, "w")
    assert store.idle_files(since) == [idle.id]
    store.end_job(job.id, "w", "done")
    assert set(store.idle_files(since)) == {idle.id, busy.id}
    assert next(file.name for file in store.kept_files()) == "b"
    found = store.kept_file(used.id)
    assert found is not None and found.faultless
