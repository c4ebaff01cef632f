"""What a promotion centre does in front of the screen."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, expect

from assessment.web.centre.sections import GROUPS
from tests.web.waiting import LONG, at_rest, in_place

SECTIONS = {
    "template": "模板",
    "upload": "上传",
    "dashboard": "看板",
    "reports": "报告",
    "meetings": "对接",
    "foresight": "推演",
    "imports": "导入",
    "content": "内容",
    "codes": "续答码",
}


@dataclass
class Centre:
    page: Page
    url: str
    folder: Path

    def open(self, section: str = "template", lang: str = "zh") -> Centre:
        self.page.goto(f"{self.url}/centre?section={section}&lang={lang}")
        at_rest(self.page)
        return self

    def back(self, address: str) -> Centre:
        """To where one was before."""
        self.page.goto(address)
        self.page.wait_for_selector(".st-key-page-centre", timeout=LONG)
        at_rest(self.page)
        return self

    def turn(self, section: str) -> None:
        """To another section, as a person goes: the file in hand comes along."""
        group, held = next((words, held) for words, held in GROUPS.values() if section in held)
        self.page.locator(".st-key-centre-group").get_by_text(group.zh, exact=True).click()
        if len(held) > 1:
            self.page.locator(".st-key-centre-section").get_by_text(SECTIONS[section], exact=True).click()

    def view(self, words: str) -> None:
        self.page.locator(".st-key-centre-view").get_by_text(words, exact=True).click()

    def choose(self, name: str, option: str) -> None:
        """Pick from a list by its label."""
        box = self.page.get_by_role("combobox", name=name)
        in_place(box)
        box.click()
        self.page.get_by_role("option", name=option, exact=True).click()

    def download(self, key: str) -> Path:
        """Press a download button (or a link by its class) and keep what comes."""
        place = self.page.locator(key if key.startswith(".") else f".st-key-{key} button")
        with self.page.expect_download(timeout=LONG) as coming:
            place.click()
        path = self.folder / coming.value.suggested_filename
        coming.value.save_as(path)
        return path

    def hand_in(self, file: Path | str) -> None:
        field = self.page.locator("input[type=file]")
        expect(field).to_have_count(1, timeout=LONG)  # that of the page before stands until the new page is drawn
        field.set_input_files(file)

    def upload(self, file: Path | str) -> Centre:
        """Hand a good file in and wait until it has been read."""
        self.open("upload").hand_in(file)
        self.page.wait_for_selector(".st-key-another", timeout=LONG)
        at_rest(self.page)
        return self

    @property
    def alert(self) -> Locator:
        return self.page.get_by_test_id("stAlert").first

    @property
    def numbers(self) -> Locator:
        """The key figures."""
        return self.page.locator(".c-numbers b")

    @property
    def problems(self) -> dict[str, str]:
        """What is listed, by place."""
        self.page.wait_for_selector(".c-problems li", timeout=LONG)
        at_rest(self.page)
        lines = self.page.locator(".c-problems li").all_inner_texts()
        return {line.split("\n", 1)[0]: line for line in lines}

    def says(self, words: str) -> None:
        expect(self.page.locator(".st-key-page-centre")).to_contain_text(words, timeout=LONG)

    def settled(self) -> None:
        at_rest(self.page)


def fill(template: Path, out: Path, firms: int, bad: dict[tuple[int, str], object] | None = None) -> Path:
    """Fill a downloaded template as a clerk would, by its labels; ``bad`` puts cells in, firms counting from 1."""
    book = load_workbook(template)
    sheet = book.worksheets[1]
    columns = {sheet.cell(3, at).value: at for at in range(1, sheet.max_column + 1)}
    cities = ("南昌", "赣州", "九江市", "江西省吉安")
    for i in range(1, firms + 1):
        row = 3 + i
        cells = {
            "firm_name": f"示例企业{i:02d}有限公司",
            "city": cities[i % 4],
            "industry": "工业（制造、采矿、电热气水）",
            "chain": ("电子信息", "食品")[i % 2],
            "production_mode": "一件一件做（离散型）",
            "employees": 20 + i,
            "revenue": 800 + 10 * i,
            "equipment_total": 40,
            "equipment_digital": i % 40,
            "equipment_connected": i % 20,
            "cloud_use": "不清楚" if i % 5 == 0 else None,
        } | {fact: value for (firm, fact), value in (bad or {}).items() if firm == i}
        for fact, value in cells.items():
            sheet.cell(row, columns[fact]).value = value
    book.save(out)
    return out
