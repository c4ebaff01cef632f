"""Take the README's pictures of the real thing: `python -m tools.pictures` writes docs/pictures/*.png."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser

from assessment import settings
from assessment.advisory import default_advisor
from assessment.answers.firm_file import load_firm
from assessment.report.document import write_report
from assessment.store.samples import seed_samples
from tests.web.conftest import AppServer
from tests.web.waiting import at_rest
from tools.browser import browser

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
PAGES = (0, 1, 2, 11)


def main() -> None:
    """Serve a fresh, seeded database, look at it, and lay out pages of a report."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        server = AppServer(Path(folder))
        code = dict(seed_samples(ROOT, server.database))["示例注塑有限公司"]
        server.start()
        try:
            with browser() as chromium:
                _shot(chromium, f"{server.url}/questions?code={code}&topic=equipment", "question-phone", 390, 844)
                _shot(chromium, f"{server.url}/result?code={code}", "result-phone", 390, 844)
                _shot(chromium, f"{server.url}/result?code={code}", "result-desk", 1280, 860)
        finally:
            server.stop()
    _report()


def _shot(chromium: Browser, url: str, name: str, width: int, height: int) -> None:
    page = chromium.new_page(viewport={"width": width, "height": height}, device_scale_factor=1.5 if width < 500 else 1)
    page.goto(url)
    at_rest(page)
    page.screenshot(path=PICTURES / f"{name}.png")
    page.close()
    _smaller(PICTURES / f"{name}.png")


def _report() -> None:
    advisor = default_advisor()
    _, table, _, _ = load_firm(ROOT / "seeds" / "firms" / "sample_moulding.yaml", advisor.bank)
    out = io.BytesIO()
    write_report(out, next(advisor.advise(table, settings.today())), "zh")
    document = pypdfium2.PdfDocument(out.getvalue())
    pages = [document[i].render(scale=0.75).to_pil() for i in PAGES]
    width, height = pages[0].size
    sheet = Image.new("RGB", (2 * width + 30, 2 * height + 30), "#C9D1DA")
    for place, page in enumerate(pages):
        sheet.paste(page, (10 + (place % 2) * (width + 10), 10 + (place // 2) * (height + 10)))
    sheet.save(PICTURES / "report.png")
    _smaller(PICTURES / "report.png")


def _smaller(path: Path) -> None:
    Image.open(path).convert("RGB").quantize(128).save(path, optimize=True)


if __name__ == "__main__":
    main()
