"""What the tests of the result page share: stored firms, the page opened, and what can be read on it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Locator, Page

from assessment.advisory import default_advisor
from assessment.answers import read_record
from assessment.answers.firm_file import load_firm
from assessment.store.assessments import Store
from tests.web.conftest import ROOT, AppServer
from tests.web.owner import Owner
from tests.web.waiting import at_rest, read_until

SAMPLES = ("moulding", "ceramics", "furniture")
# Abbreviations that Chinese engineers write in Latin letters, and the official address.
LATIN = re.compile(
    r"English|PDF|zjtx\S*|"
    r"\b(L\d+|BOM|CAD|CAE|CAM|CAPP|EDA|OEE|NC|CNC|DNC|FMC|PCS|AI|ERP|MES|PLM|CRM|SCM|SCADA|PLC|DCS|QR|ID|EDIH)\b"
)
# Everything a person can read or have read out; names of publications and codes of versions stay as they are.
TEXTS = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const box = node.parentElement;
    if (!["SCRIPT", "STYLE", "NOSCRIPT", "TITLE", "CODE", "CITE"].includes(box.tagName)
        && !box.closest('[data-testid="stIconMaterial"]')) found.push(node.nodeValue);
  }
  for (const element of document.body.querySelectorAll("[aria-label], [title], [placeholder], [alt]"))
    if (element.getClientRects().length)
      for (const name of ["aria-label", "title", "placeholder", "alt"]) found.push(element.getAttribute(name) || "");
  return [...new Set(found)];
}"""
WIDER = """() => [...document.querySelectorAll(".st-key-page-result *")]
  .filter(e => e.getBoundingClientRect().right > innerWidth + 1 || e.getBoundingClientRect().left < -1)
  .map(e => e.outerHTML.slice(0, 160))"""
UNFOLD = "() => document.querySelectorAll('details').forEach(d => d.open = true)"


def sample(name: str, **changes: Any) -> dict[str, Any]:
    """The answers of a sample firm in plain form, with changes; None takes one out."""
    file, *_ = load_firm(ROOT / f"seeds/firms/sample_{name}.yaml", default_advisor().bank)
    return {fact: value for fact, value in (file.answers | changes).items() if value is not None}


def save(store: Store, assessment: Any, record: Mapping[str, Any], origin: Any = "self") -> None:
    faults: list[Any] = []
    for fact, answer in read_record(default_advisor().bank, record, 0, faults).items():
        store.save_answer(assessment, fact, answer, origin, "test", None)
    assert not faults


def begin(store: Store, record: Mapping[str, Any]) -> str:
    """A stored assessment with these answers; its resume code."""
    firm, code = store.create_assessment("zh")
    save(store, firm.id, record)
    return code


def result(page: Page, server: AppServer, code: str, **query: str) -> Page:
    Owner(page, server.url, None).open("/result", code=code, **query)  # type: ignore[arg-type]
    at_rest(page)
    return page


def part(page: Page, name: str) -> Locator:
    return page.locator(f"#part-{name}")


def english_in(page: Page) -> list[str]:
    def found() -> list[str]:
        return [text for text in page.evaluate(TEXTS) if re.search(r"[A-Za-z]{2,}", LATIN.sub("", text))]

    return read_until(page, found, [])


def begin_all(store: Store) -> dict[str, str]:
    """Codes of stored assessments: the sample firms, one that is half answered, one with next to nothing."""
    half = {fact: value for i, (fact, value) in enumerate(sample("moulding").items()) if i % 4}
    return {name: begin(store, sample(name)) for name in SAMPLES} | {
        "half": begin(store, half),
        "empty": begin(store, {"employees": 40}),
    }
