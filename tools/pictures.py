"""Take the README's pictures of the real thing: `python -m tools.pictures` writes docs/pictures/*.png."""

from __future__ import annotations

import datetime
import io
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from assessment.advisory import default_advisor
from assessment.answers.firm_file import load_firm
from assessment.report.document import write_report
from assessment.store.samples import seed_samples

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
PAGES = (0, 1, 2, 11)


def main() -> None:
    """Serve a fresh, seeded database, look at it, and lay out pages of a report."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/pictures.sqlite3"
        code = dict(seed_samples(ROOT, url))["示例注塑有限公司"]
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        arguments = ["--server.address", "127.0.0.1", "--server.port", str(port)]
        server = subprocess.Popen(  # noqa: S603 - our own interpreter and app
            [sys.executable, "-m", "streamlit", "run", str(ROOT / "streamlit_app.py"), *arguments],
            env=os.environ | {"ASSESSMENT_DATABASE_URL": url},
        )
        try:
            _wait(port)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
                here = f"http://127.0.0.1:{port}"
                _shot(browser, f"{here}/questions?code={code}&topic=equipment", "question-phone", 390, 844)
                _shot(browser, f"{here}/result?code={code}", "result-phone", 390, 844)
                _shot(browser, f"{here}/result?code={code}", "result-desk", 1280, 860)
        finally:
            server.terminate()
    _report()


def _wait(port: int) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1)
            return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("the server did not start")


def _shot(browser: Browser, url: str, name: str, width: int, height: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": height}, device_scale_factor=1.5 if width < 500 else 1)
    page.goto(url)
    page.wait_for_selector(".st-key-footer")
    page.wait_for_timeout(6000)
    page.screenshot(path=PICTURES / f"{name}.png")
    page.close()
    _smaller(PICTURES / f"{name}.png")


def _report() -> None:
    advisor = default_advisor()
    _, table, _, _ = load_firm(ROOT / "seeds" / "firms" / "sample_moulding.yaml", advisor.bank)
    out = io.BytesIO()
    write_report(out, next(advisor.advise(table, datetime.date.today())), "zh")
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
