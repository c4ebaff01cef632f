"""A centre's way: template, fifty firms with bad cells, problems named, results, dashboard, reports, own content."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook
from playwright.sync_api import Browser, expect

from assessment.cli import main
from tests.web.centre import SECTIONS, Centre, fill
from tests.web.conftest import DESKTOP, PHONE, AppServer
from tests.web.test_reading import english_in, too_small
from tests.web.waiting import LONG, read_until
from tests.workbook.wrong_files import WRONG

pytestmark = pytest.mark.browser

BAD = {
    (1, "city"): "云上县城",
    (2, "employees"): "约40",
    (3, "employees"): "２３人",
    (4, "equipment_digital"): 41,
    (5, "employees"): None,
    (6, "revenue"): -5,
    (7, "firm_name"): "=1+1",
    (9, "production_mode"): "随便",
    (12, "firm_name"): "示例企业11有限公司",
    (14, "firm_name"): "<b>示例</b>![x](//evil.invalid/x.png)",
}
NAMED = {"企业!C4", "企业!G5", "企业!L7", "企业!G8", "企业!H9", "企业!A10", "企业!F12", "企业!A15"}
"""Where the problems of ``BAD`` are; a figure in full width with its unit and strange names are none."""


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    """A server of its own: what a centre imports is in force for everybody."""
    running = AppServer(tmp_path_factory.mktemp("centre"))
    running.start()
    yield running
    running.stop()
    assert "Traceback" not in running.log.read_text(), running.log.read_text()


@pytest.fixture
def at(browser: Browser, own_server: AppServer, tmp_path: Path) -> Iterator[Callable[[dict[str, int]], Centre]]:
    """A centre in front of a screen of some size."""
    contexts = []

    def sit_down(size: dict[str, int]) -> Centre:
        contexts.append(browser.new_context(viewport=size))  # type: ignore[arg-type]
        return Centre(contexts[-1].new_page(), own_server.url, tmp_path)

    yield sit_down
    for context in contexts:
        context.close()


@pytest.fixture
def centre(at: Callable[[dict[str, int]], Centre]) -> Centre:
    return at(DESKTOP)


@pytest.fixture(scope="module")
def read(browser: Browser, own_server: AppServer, files: dict[str, Path], tmp_path_factory) -> dict[str, str]:
    """The addresses at which the two files of firms stand read."""
    context = browser.new_context(viewport=DESKTOP)  # type: ignore[arg-type]
    here = Centre(context.new_page(), own_server.url, tmp_path_factory.mktemp("read"))
    addresses = {name: here.upload(files[name]).page.url for name in ("fifty", "good")}
    context.close()
    return addresses


@pytest.fixture(scope="module")
def files(browser: Browser, own_server: AppServer, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The template from the page, filled: fifty firms with bad cells, and thirty without."""
    folder = tmp_path_factory.mktemp("files")
    context = browser.new_context(viewport=DESKTOP)  # type: ignore[arg-type]
    template = Centre(context.new_page(), own_server.url, folder).open().download("template")
    context.close()
    return {
        "template": template,
        "fifty": fill(template, folder / "五十家.xlsx", 50, BAD),
        "good": fill(template, folder / "三十家.xlsx", 30),
    }


def test_fifty_firms_come_back_scored_and_every_bad_cell_named(
    at: Callable[[dict[str, int]], Centre], files: dict[str, Path], tmp_path: Path
):
    asked: list[str] = []
    centre = at(PHONE)
    centre.page.on("request", lambda request: asked.append(request.url))
    centre.upload(files["fifty"])
    expect(centre.numbers).to_have_text(["50", "8", "8"], timeout=LONG)
    assert read_until(centre.page, lambda: set(centre.problems), NAMED) == NAMED
    assert "云上县城" in centre.problems["企业!C4"]
    assert "请从这些里选" in centre.problems["企业!C4"]
    assert "两行都已保留" in centre.problems["企业!A15"]
    result = centre.download("codes")
    answer = CliRunner().invoke(main, ["score", str(files["fifty"]), str(tmp_path / "cli.csv")])
    assert answer.exit_code == 0, answer.output
    assert result.read_bytes() == (tmp_path / "cli.csv").read_bytes()
    book = load_workbook(centre.download("results"))
    lines, sheet, problems, rows_read = book.worksheets
    assert lines.max_row == 1 + 50
    rows = {row[0]: row for row in sheet.iter_rows(min_row=3, values_only=True)}
    codes = [cell.value for cell in sheet[2]]
    with (tmp_path / "cli.csv").open(encoding="utf-8-sig") as stream:
        for told in csv.DictReader(stream):
            shown = rows[told["firm"]]
            assert shown[codes.index("miit.points_low")] == pytest.approx(float(told["miit.points_low"]))
    assert len(rows) == 50
    assert problems.max_row == 1 + 8
    assert "50 家企业" in str(rows_read.cell(2, 1).value)
    # What a firm is called is shown as it is, and loads nothing.
    assert not [url for url in asked if "evil" in url]
    assert centre.page.locator(".c-problems b, .c-problems img").count() == 0
    centre.choose("哪一列", "从业人数（2 处）")
    expect(centre.page.locator(".c-problems li")).to_have_count(2)
    left = {"企业!G5", "企业!G8"}
    assert read_until(centre.page, lambda: set(centre.problems), left) == left
    named = list(csv.reader(io.StringIO(centre.download("problems").read_text(encoding="utf-8-sig"))))
    assert {row[0] for row in named[1:]} == NAMED


def test_only_the_faultless_firms_may_be_taken(centre: Centre, read: dict[str, str]):
    centre.back(read["fifty"])
    centre.page.get_by_text("只要没有问题的 42 家企业").click()
    centre.settled()
    rows = list(csv.reader(io.StringIO(centre.download("codes").read_text(encoding="utf-8-sig"))))
    assert len(rows) == 1 + 42
    centre.turn("dashboard")
    # The dashboard stays over all firms: of two that differ by eight firms, those eight could be worked out.
    centre.says("50 家企业（全部）")


def test_a_file_is_found_again_and_another_can_be_taken(centre: Centre, files: dict[str, Path]):
    centre.upload(files["good"])
    centre.back(centre.page.url)
    expect(centre.numbers).to_have_text(["30", "0"], timeout=LONG)
    centre.page.locator(".st-key-another button").click()
    centre.page.wait_for_selector("[data-testid=stFileUploader]")
    expect(centre.page).not_to_have_url(re.compile("batch="))
    centre.page.locator("[class*=st-key-open-] button").first.click()
    expect(centre.numbers).to_have_text(["30", "0"], timeout=LONG)
    centre.page.locator(".st-key-forget button").click()
    centre.page.wait_for_selector("[data-testid=stFileUploader]")
    centre.page.go_back()
    centre.says("已经删除")


NO_HEADER = "甲,乙\n1,2\n".encode()


# The words for each kind of wrong file are tested where files are read; here: refused before, and after, it is parsed.
@pytest.mark.parametrize("name", ["password", "no header"])
def test_a_wrong_file_is_refused_in_plain_words_and_the_next_one_is_read(
    centre: Centre, files: dict[str, Path], tmp_path: Path, name: str
):
    wrong = WRONG.get(name)
    path = tmp_path / (wrong.name if wrong else "企业.csv")
    path.write_bytes(wrong.content() if wrong else NO_HEADER)
    centre.open("upload").hand_in(path)
    for words in wrong.zh if wrong else ("没有找到表头", "模板"):
        expect(centre.alert).to_contain_text(words, timeout=LONG)
    centre.hand_in(files["good"])
    centre.page.wait_for_selector(".st-key-another", timeout=LONG)


def test_a_file_that_does_not_arrive_says_why(centre: Centre, tmp_path: Path):
    path = tmp_path / "太大.csv"
    path.write_bytes(bytes(41 * 2**20))
    centre.open("upload").hand_in(path)
    expect(centre.page.locator(".not-arrived")).to_be_visible(timeout=LONG)
    expect(centre.page.locator(".not-arrived")).to_contain_text("40 MB")
    assert [text for text in english_in(centre.page) if not re.search(r"\.(xlsx|csv)|MB", text)] == []


VIEWS = ("等级", "地区", "产业链", "地区 × 产业链", "维度", "企业类型")
# What stands on the page as it stands in the file (rows left out, too), and places in a workbook.
OWN_WORDS = re.compile(
    r"\S+\.(?:xlsx|csv)|企业![A-Z]+\d+|每个文件不超过 40MB|[A-Z]{1,2}（\d+ 处）|模板版本：[0-9a-f]+|firm_name"
)


def english(centre: Centre) -> list[str]:
    def found() -> list[str]:
        return [text for text in english_in(centre.page) if re.search(r"[A-Za-z]{2,}", OWN_WORDS.sub("", text))]

    return read_until(centre.page, found, [])


def fits(centre: Centre) -> bool:
    return bool(
        centre.page.evaluate(
            "() => [document.documentElement, document.querySelector('[data-testid=stMain]')]"
            ".every(box => box.scrollWidth <= box.clientWidth)"
        )
    )


def targets_too_small(centre: Centre) -> list[str]:
    buttons = "button:visible:not([tabindex='-1']), .c-button, .stCheckbox > label, .stSelectbox [role=group]"
    return too_small(centre.page.locator(".st-key-page-centre").locator(buttons))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_section_is_in_its_language_fits_the_screen_and_is_hit_by_a_thumb(
    at: Callable[[dict[str, int]], Centre], read: dict[str, str], lang: str
):
    centre = at(PHONE)

    def looked_at(place: str) -> None:
        centre.settled()
        assert (lang == "en" or english(centre) == []) and targets_too_small(centre) == [], place
        for width in (DESKTOP["width"], 820, PHONE["width"]):
            centre.page.set_viewport_size({"width": width, "height": 844})
            assert fits(centre), (place, width)

    centre.open("upload", lang)
    looked_at("nothing read")
    for section in SECTIONS:
        centre.back(re.sub("section=[a-z]+", f"section={section}", read["fifty"]).replace("lang=zh", f"lang={lang}"))
        for view in VIEWS if (section, lang) == ("dashboard", "zh") else ("",):
            if view:
                centre.view(view)
            looked_at(f"{section} {view}")


def test_the_dashboard_shows_the_firms_by_city_and_hides_small_groups(
    centre: Centre, files: dict[str, Path], tmp_path: Path
):
    # Firms that no dashboard has shown before: of those that one has, less may be told.
    names: dict[tuple[int, str], object] = {(i, "firm_name"): f"示例工厂{i:02d}有限公司" for i in range(1, 31)}
    centre.upload(fill(files["template"], tmp_path / "三十家.xlsx", 30, names)).turn("dashboard")
    expect(centre.numbers.first).to_have_text("30", timeout=LONG)
    centre.view("地区")
    tiles = centre.page.locator(".c-map li")
    expect(tiles).to_have_count(12)
    # Thirty firms in four cities: seven or eight in each, fewer than the floor of ten.
    expect(tiles.filter(has_text="南昌")).to_contain_text("…")
    expect(tiles.filter(has_text="萍乡")).to_contain_text("没有企业")
    centre.says("示意图")
    centre.says("不足 10 家")
    centre.view("产业链")
    expect(centre.page.locator(".c-bars li").filter(has_text="电子信息")).to_contain_text("15 家")
    centre.choose("显示什么", "初始级及以上的占比")
    expect(centre.page.locator(".c-bars li").filter(has_text="电子信息")).to_contain_text("%")
    centre.view("地区 × 产业链")
    rows = list(csv.reader(io.StringIO(centre.download("csv-cross").read_text(encoding="utf-8-sig"))))
    assert rows[0] == ["", "电子信息", "食品", "合计"]
    assert rows[1][1] == "…"
    centre.view("企业类型")
    centre.says("模拟")


def test_reports_are_made_while_one_is_away(centre: Centre, read: dict[str, str]):
    centre.back(read["good"]).turn("reports")
    centre.choose("地区", "南昌")
    centre.choose("产业链", "食品")
    centre.says("没有符合条件的企业")
    centre.choose("产业链", "电子信息")
    centre.says("将生成 7 份报告")
    centre.page.locator(".st-key-make-reports button").click()
    centre.says("正在")
    centre.turn("template")
    centre.page.wait_for_selector(".st-key-template")
    centre.turn("reports")
    centre.page.wait_for_selector(".c-button", timeout=2 * LONG)
    with zipfile.ZipFile(centre.download(".c-button")) as archive:
        names = archive.namelist()
        assert all(archive.read(name).startswith(b"%PDF") for name in names if name != "目录.csv")
    assert [name.partition("_")[2] for name in names if name != "目录.csv"] == [
        f"示例企业{i:02d}有限公司.pdf" for i in range(4, 31, 4)
    ]
    gone = centre.page.locator(".c-button").get_attribute("href")
    centre.page.locator(".st-key-reports-again button").click()
    centre.page.wait_for_selector(".st-key-make-reports")
    assert centre.page.request.get(f"{centre.url}/{gone}").status == 404


def test_who_should_meet_whom_is_arranged_on_a_phone_and_is_what_the_command_gives(
    at: Callable[[dict[str, int]], Centre], files: dict[str, Path], read: dict[str, str], tmp_path: Path
):
    centre = at(PHONE).back(read["good"])
    centre.page.locator(".st-key-to-meetings button").click()
    centre.says("请勿据此发出邀约")
    centre.page.locator(".st-key-make-meetings button").click()
    expect(centre.page.locator(".c-heat tbody tr").first).to_be_visible(timeout=2 * LONG)
    expect(centre.numbers.first).to_have_text("30")
    expect(centre.page.locator(".c-heat thead")).to_contain_text("南昌")
    centre.settled()
    assert (english(centre), fits(centre), targets_too_small(centre)) == ([], True, [])
    centre.page.locator(".st-key-meetings-side").get_by_text("类别 × 产业链").click()
    expect(centre.page.locator(".c-heat thead")).to_contain_text("电子信息")
    answer = CliRunner().invoke(main, ["matchmake", str(files["good"]), str(tmp_path / "cli.xlsx")])
    assert answer.exit_code == 0, answer.output
    pages = [load_workbook(path) for path in (centre.download("meetings-book"), tmp_path / "cli.xlsx")]
    # The last sheet holds the day, which in China may be another than here.
    page, shell = ([[list(row) for row in sheet.values] for sheet in book.worksheets[:-1]] for book in pages)
    assert page == shell
    with zipfile.ZipFile(centre.download("meetings-zip")) as archive:
        assert all(name.endswith((".xlsx", "目录.csv")) for name in archive.namelist())


def test_a_pool_is_read_without_consequence_and_then_put_in_force(centre: Centre, tmp_path: Path):
    centre.open("content")
    centre.says("示例资源池")
    book = load_workbook(centre.download("pool-now"))
    sheet = book.worksheets[1]
    codes = {sheet.cell(3, at).value: at for at in range(1, sheet.max_column + 1)}
    for row in range(4, sheet.max_row + 1):
        if row > 9:
            sheet.cell(row, codes["provider"]).value = None
            for at in codes.values():
                sheet.cell(row, at).value = None
    sheet.cell(5, codes["category"]).value = "占卜"
    sheet.cell(6, codes["price_low"]).value = -1
    book.save(tmp_path / "资源池.xlsx")
    centre.hand_in(tmp_path / "资源池.xlsx")
    centre.says("6 行：4 行没有问题，2 行有问题")
    expect(centre.page.locator(".c-problems li", has_text="占卜")).to_be_visible(timeout=LONG)
    centre.says("还没有导入过")
    centre.page.get_by_role("button", name="只导入没有问题的 4 行").click()
    expect(centre.alert).to_contain_text("经办人", timeout=LONG)
    centre.page.get_by_label("经办人（会记在版本里）").fill("示例经办人")
    centre.page.get_by_role("button", name="只导入没有问题的 4 行").click()
    centre.says("已导入，版本 1")
    centre.says("示例经办人（正在使用）")
    centre.says("4 个产品或服务")


def test_firms_that_agreed_are_counted_once_a_person_signs_for_it_and_withdrawn_again(
    centre: Centre, files: dict[str, Path], tmp_path: Path
):
    said = {(firm, "peer_consent"): "同意" if firm < 12 else "不同意" for firm in range(1, 13)}
    centre.upload(fill(files["template"], tmp_path / "十三家.xlsx", 13, said))
    centre.says("填“同意”的 11 家，填“不同意”的 1 家")
    confirm = centre.page.get_by_role("button", name="确认并计入")
    confirm.click()
    centre.says("请先勾选上面的确认，并写上姓名")
    centre.page.get_by_text("我确认：填“同意”的企业知道用途").click()
    centre.page.get_by_label("确认人（会记录下来）").fill("示例确认人")
    confirm.click()
    centre.says("已计入，从现在起用于同行比较")
    centre.says("示例确认人 确认 · 十三家.xlsx · 同意 11 家，不同意 1 家")
    centre.page.get_by_label("撤回人").fill("示例撤回人")
    centre.page.get_by_role("button", name="撤回这一批").click()
    centre.says("由 示例撤回人 撤回")


def test_an_offer_is_changed_on_the_page_and_takes_effect_under_a_name(centre: Centre):
    centre.open("content")
    price = centre.page.get_by_label("最低价（万元） *")
    price.fill("-1")
    price.press("Enter")
    centre.settled()
    centre.page.get_by_role("button", name="记下这一行").click()
    expect(centre.page.locator(".c-problems li")).to_contain_text("最低价", timeout=LONG)
    price.fill("0.35")
    price.press("Enter")
    centre.settled()
    centre.page.get_by_role("button", name="记下这一行").click()
    centre.says("还没有生效的改动：1 处")
    centre.settled()
    assert (english(centre), fits(centre), targets_too_small(centre)) == ([], True, [])
    centre.page.get_by_label("经办人（会记在版本里）").fill("示例经办人")
    centre.page.get_by_role("button", name="让 1 处改动生效").click()
    centre.says("已导入，版本")
    expect(price).to_have_value("0.35", timeout=LONG)
    expect(centre.page.get_by_text("还没有生效的改动")).to_have_count(0)


def test_newer_figures_are_imported_and_an_older_version_can_be_taken_up_again(centre: Centre, tmp_path: Path):
    centre.open("content")
    centre.page.locator(".st-key-content-kind").get_by_text("公布的指标数值").click()
    for version, date in ((1, "2026-03-31"), (2, "2026-06-30")):
        rows = list(csv.reader(io.StringIO(centre.download("values-now").read_text(encoding="utf-8-sig"))))
        new = dict(zip(rows[0], rows[1], strict=True)) | {"date": date, "value": "61.5", "kind": "actual", "above": ""}
        text = io.StringIO(newline="")
        bad = new | {"date": "2027-12-31"}
        csv.writer(text).writerows([*rows, *([line[name] for name in rows[0]] for line in (new, bad))])
        (tmp_path / "数值.csv").write_text(text.getvalue(), encoding="utf-8-sig")
        centre.hand_in(tmp_path / "数值.csv")
        centre.says("1 个新的或更正的数值可以导入，1 处有问题")
        centre.says("日期在未来")
        centre.page.get_by_label("经办人（会记在版本里）").fill("示例经办人")
        centre.page.get_by_role("button", name="导入这 1 个数值").click()
        centre.says(f"已导入，版本 {version} ")
        centre.says(f"最新的一个日期是 {date}")
    centre.page.get_by_role("button", name="改回这一版").click()
    centre.says("已导入，版本 3 ")
    centre.says("示例经办人（改回版本 1）（正在使用）")
    centre.says("最新的一个日期是 2026-03-31")


def test_a_figure_is_added_on_the_page_and_a_wrong_one_is_refused_at_its_field(centre: Centre):
    centre.open("content")
    centre.page.locator(".st-key-content-kind").get_by_text("公布的指标数值").click()
    centre.says("在网页上加一个数值")
    for field, option in (
        ("指标", "生产设备数字化率"),
        ("范围", "江西"),
        ("实际还是目标", "实际"),
        ("可信程度", "官方公布"),
    ):
        centre.choose(field, option)
    for field, text in (("数值的日期", "2027-05-31"), ("出处（文件或报道的名称）", "示例公报"), ("数值", "59.5")):
        box = centre.page.locator(".st-key-value-fields").get_by_label(re.compile(f"^{re.escape(field)}")).last
        box.fill(text)
        box.press("Tab")
    centre.says("日期在未来")
    box = centre.page.get_by_label("数值的日期")
    box.fill("2026-05-31")
    box.press("Tab")
    centre.page.get_by_label("经办人（会记在版本里）").fill("示例经办人")
    centre.page.get_by_role("button", name="让这个数值生效").click()
    centre.says("从现在起使用")
    centre.says("最新的一个日期是 2026-05-31")


def test_a_column_that_was_told_once_is_known_and_the_workbook_comes_back_marked(centre: Centre, tmp_path: Path):
    path = tmp_path / "县里的表.csv"
    path.write_text(
        "企业名称,所在地,岗上人员,科室\n示例甲有限公司,南昌,40,一科\n示例乙有限公司,九江,很多人,二科\n",
        encoding="utf-8",
    )
    centre.upload(path)
    centre.says("有 2 列没有读取")
    centre.page.locator(".st-key-page-centre form, [data-testid=stForm]").get_by_role("combobox").first.click()
    centre.page.get_by_role("option", name="从业人数", exact=True).click()
    centre.page.get_by_role("button", name="按这样重新读取，并记住").click()
    centre.says("记住了 1 个表头")
    assert read_until(centre.page, lambda: "很多人" in str(centre.problems), True)
    book = load_workbook(centre.download("marked"))
    assert book.sheetnames[0] == "待改清单"
    bad = [c.value for row in book.worksheets[1] for c in row if c.fill.start_color.rgb == "FFF4B0A8"]
    assert bad == ["科室", "很多人"]
    centre.upload(path)  # the same headers again
    centre.says("有 1 列没有读取")
