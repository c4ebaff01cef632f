"""What a first visit brings over the line: the first page, a page of questions and a result, in a real browser."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

from assessment.answers import UNANSWERED
from assessment.population import modelled_population
from assessment.store.assessments import Store, open_store
from benchmarks.load.servers import Server
from tools import browser

PHONE = {"width": 390, "height": 844}


class Weight(NamedTuple):
    """Megabytes of three pages opened one after the other, and the heaviest files."""

    plain: float
    wire: float
    socket: float
    """Of these, what came over the web socket."""
    heaviest: list[tuple[str, float]]
    """Names and uncompressed megabytes."""


def complete_firms(store: Store, firms: int, seed: int = 20261127) -> list[str]:
    """Codes of assessments in which every question is answered, as modelled firms would."""
    table = modelled_population().sample(firms, seed)
    found = []
    for row in range(firms):
        firm, code = store.create_assessment("zh")
        for fact in table.columns:
            if (answer := table.answer(row, fact)) != UNANSWERED:
                store.save_answer(firm.id, fact, answer, "self", "owner", UNANSWERED)
        found.append(code)
    return found


def weigh(server: Server) -> Weight:
    """Open the three pages with an empty cache and add up."""
    store = open_store(server.database)
    code = complete_firms(store, 1)[0]
    store.close()
    plain: Counter[str] = Counter()
    wire: Counter[str] = Counter()
    names: dict[str, str] = {}
    kept = set[str]()  # what came out of the browser's own cache
    with browser.browser() as started:
        page = started.new_context(viewport=PHONE, is_mobile=True, has_touch=True).new_page()  # type: ignore[arg-type]
        line = page.context.new_cdp_session(page)

        def came(told: Any) -> None:
            names[told["requestId"]] = told["response"]["url"].partition("?")[0].rpartition("/")[2]
            if told["response"].get("fromDiskCache"):
                kept.add(told["requestId"])

        def data(told: Any) -> None:
            plain[told["requestId"]] += told["dataLength"]

        def finished(told: Any) -> None:
            wire[told["requestId"]] += told["encodedDataLength"]

        def frame(told: Any) -> None:
            # A binary message is told in base64.
            plain["socket"] += len(told["response"]["payloadData"]) * 3 // 4

        line.on("Network.responseReceived", came)
        line.on("Network.requestServedFromCache", lambda told: kept.add(told["requestId"]))
        line.on("Network.dataReceived", data)
        line.on("Network.loadingFinished", finished)
        line.on("Network.webSocketFrameReceived", frame)
        line.send("Network.enable")
        for address, sign in (
            ("", ".st-key-footer"),
            (f"questions?code={code}&topic=profile", ".st-key-question-city"),
            (f"result?code={code}", ".contents"),
        ):
            page.goto(f"{server.address}/{address}")
            page.wait_for_selector(sign, timeout=60_000)
            page.wait_for_load_state("networkidle")
            page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
            page.wait_for_timeout(1_000)
    for one in kept:
        del plain[one]
    heaviest = [(names.get(one, one), size / 1e6) for one, size in plain.most_common(8)]
    socket = plain["socket"]
    return Weight(sum(plain.values()) / 1e6, (sum(wire.values()) + socket) / 1e6, socket / 1e6, heaviest)
