"""Other systems told that an assessment was finished: signed, to configured addresses alone, tried again, put down."""

from __future__ import annotations

import base64
import hmac
import ipaddress
import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from click.testing import CliRunner

from assessment import settings
from assessment.cli import main
from assessment.problems import InputRefused
from assessment.store.assessments import Store
from assessment.store.outbox import WEBHOOK
from assessment.store.records import JobRecord
from assessment.work import notifying
from assessment.work.notifying import BACKOFF, NoticeFailed, NoticeRefused, deliver, is_outer, where_to
from assessment.work.runner import JobAtWork

KEY = b"k" * 32


@dataclass
class Receiver:
    """Another system, on this machine."""

    address: str
    status: int = 204
    taken: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.taken.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(found.status)
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found = Receiver(f"http://127.0.0.1:{server.server_port}/hook")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield found
    server.shutdown()


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, receiver: Receiver) -> Receiver:
    """The settings name the receiver, and allow that it is on this machine."""
    monkeypatch.setenv("ASSESSMENT_WEBHOOK_SECRET", f"whsec_{base64.b64encode(KEY).decode()}")
    monkeypatch.setenv("ASSESSMENT_WEBHOOK_INNER", "127.0.0.1")
    monkeypatch.setenv("ASSESSMENT_WEBHOOKS", receiver.address)
    return receiver


def finished(store: Store) -> str:
    assessment, _ = store.create_assessment("zh")
    store.finish(assessment.id)
    return str(assessment.id)


def notices(store: Store) -> list[JobRecord]:
    return store.jobs_after(None, (WEBHOOK,), None, 50)


def attempt(store: Store) -> Any:
    """Do the notice that waits, as a process of the server would."""
    job = next(one for one in notices(store) if one.state == "waiting")
    return deliver(JobAtWork(store, job, "w"))


def test_by_default_nothing_is_told_to_anybody(store: Store):
    finished(store)
    assert notices(store) == []


def test_a_notice_is_signed_and_has_ids_only(store: Store, told: Receiver):
    assessment = finished(store)
    assert attempt(store) == {"attempt": 1}
    ((headers, body),) = told.taken
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    right = base64.b64encode(hmac.digest(KEY, signed, "sha256")).decode()
    assert headers["webhook-signature"] == f"v1,{right}"
    assert abs(int(headers["webhook-timestamp"]) - settings.now().timestamp()) < 60
    event = json.loads(body)
    assert event["type"] == "assessment.finished"
    assert event["data"] == {"assessment": assessment, "firm": None, "round": None}


@pytest.mark.parametrize("status", [302, 400, 500])
def test_what_is_not_taken_is_tried_again_later_with_the_same_id_and_at_last_given_up(
    store: Store, told: Receiver, status: int
):
    told.status = status
    finished(store)
    (job,) = notices(store)
    for number in range(1, len(BACKOFF) + 2):
        words = "不再试" if number > len(BACKOFF) else "分钟后再试"
        with pytest.raises(NoticeFailed) as failed:
            deliver(JobAtWork(store, job, "w"))
        assert f"对方答 {status}" in failed.value.message.zh and words in failed.value.message.zh
        later = [one for one in notices(store) if one.given["attempt"] == number + 1]
        if number > len(BACKOFF):
            assert not later
        else:
            (job,) = later
    assert len({headers["webhook-id"] for headers, _ in told.taken}) == 1, "a redirect is not followed"
    assert len(told.taken) == len(BACKOFF) + 1


def test_a_later_attempt_is_not_begun_before_its_time(store: Store, told: Receiver):
    told.status = 500
    finished(store)
    with pytest.raises(NoticeFailed):
        attempt(store)
    first, second = sorted(notices(store), key=lambda job: job.given["attempt"])
    taken = store.claim_job("w", (WEBHOOK,), lambda _: False)
    assert taken is not None and taken.id == first.id
    assert store.claim_job("w", (WEBHOOK,), lambda _: False) is None
    store._clock = lambda: settings.now() + BACKOFF[0] + timedelta(seconds=1)
    taken = store.claim_job("w", (WEBHOOK,), lambda _: False)
    assert taken is not None and taken.id == second.id


def test_an_address_that_is_no_longer_set_is_not_told(store: Store, told: Receiver, monkeypatch: pytest.MonkeyPatch):
    finished(store)
    monkeypatch.setenv("ASSESSMENT_WEBHOOKS", "https://other.example.cn/hook")
    with pytest.raises(NoticeRefused, match="no longer set"):
        attempt(store)
    assert not told.taken


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.100.100.200", "0.0.0.0"),
        *("224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1"),
        *("2002:a00:1::1", "2001:0:a00:1::1", "fd00:ec2::254", "ff02::1"),
    ],
)
def test_inner_addresses_are_known_however_they_are_written(address: str):
    assert not is_outer(ipaddress.ip_address(address))


def test_public_addresses_are_outer():
    assert is_outer(ipaddress.ip_address("8.8.8.8")) and is_outer(ipaddress.ip_address("2606:4700::1111"))


def test_a_name_that_leads_to_an_inner_address_is_refused_unless_it_is_named(monkeypatch: pytest.MonkeyPatch):
    found = ["8.8.8.8", "10.0.0.7"]

    def looked_up(host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found]

    monkeypatch.setattr(notifying.socket, "getaddrinfo", looked_up)
    with pytest.raises(NoticeRefused, match=r"'evil\.example\.cn' is an inner address"):
        where_to("evil.example.cn", 443)
    monkeypatch.setenv("ASSESSMENT_WEBHOOK_INNER", "10.0.0.0/29")
    assert str(where_to("evil.example.cn", 443)) == "8.8.8.8"
    monkeypatch.setenv("ASSESSMENT_WEBHOOK_INNER", "erp.example.cn")
    assert str(where_to("erp.example.cn", 443)) == "8.8.8.8"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://erp.example.cn/hook", "https"),
        ("ftp://erp.example.cn/hook", "https"),
        ("https://user:secret@erp.example.cn/hook", "https"),
        ("nowhere", "https"),
        ("https://erp.example.cn/hook", "ASSESSMENT_WEBHOOK_SECRET"),
    ],
)
def test_a_setting_that_cannot_be_used_is_refused_and_a_firms_result_does_not_fail_for_it(
    store: Store, monkeypatch: pytest.MonkeyPatch, address: str, words: str
):
    monkeypatch.setenv("ASSESSMENT_WEBHOOKS", address)
    with pytest.raises(InputRefused, match=words):
        settings.webhooks()
    finished(store)
    assert notices(store) == []


def test_the_command_lists_every_attempt(store: Store, told: Receiver):
    assessment = finished(store)
    (job,) = notices(store)
    store.claim_job("w", (WEBHOOK,), lambda _: False)
    store.end_job(job.id, "w", "done", deliver(JobAtWork(store, job, "w")))
    ran = CliRunner().invoke(main, ["webhook", "log"])
    assert ran.exit_code == 0 and assessment in ran.output and "done" in ran.output and told.address in ran.output
