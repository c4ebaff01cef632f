"""A centre's list of providers: the template, the dry run with every bad cell named, and the way back out."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from assessment.content.bank import FactBank
from assessment.content.measures import MeasureBook, load_measures
from assessment.content.providers import PoolFile, ProviderPool, imported_pool, load_pool
from assessment.language import label
from assessment.problems import InputRefused
from assessment.providers import match, vetting
from assessment.store.assessments import open_store
from assessment.workbook.grid.readers import read_grid
from assessment.workbook.pool.columns import PoolColumns
from assessment.workbook.pool.editing import check_rows, row_of
from assessment.workbook.pool.reading import PoolRead, read_pool
from assessment.workbook.pool.writing import write_pool
from tests.conftest import ROOT
from tests.pools import client, need, offer, pool
from tests.workbook.small_bank import saved

ON = datetime.date(2026, 11, 23)
HEADER = ["服务商", "产品或服务", "类别", "能做的事项", "产业链", "服务地区", "企业规模"]
HEADER += ["最低价（万元）", "最高价（万元）", "每年可承接", "完成案例", "利益关联"]
GOOD: list[Any] = ["某甲公司", "排产软件", "生产制造软件", "排产软件", "", "", "", 2, 8, 5, 3, ""]


@pytest.fixture(scope="module")
def book(bank: FactBank) -> MeasureBook:
    return load_measures(ROOT, bank)


@pytest.fixture(scope="module")
def shipped(bank: FactBank, book: MeasureBook) -> ProviderPool:
    return load_pool(ROOT, bank, book.measures)


@pytest.fixture(scope="module")
def columns(bank: FactBank, book: MeasureBook, shipped: ProviderPool) -> PoolColumns:
    return PoolColumns(bank, book.measures, shipped.categories.values())


@pytest.fixture(scope="module")
def step(book: MeasureBook) -> str:
    """A step of the production software, by its title."""
    return next(m.title.zh for m in book.measures.values() if m.id == "scheduling_system")


Read = Callable[..., PoolRead]


@pytest.fixture
def read(columns: PoolColumns, step: str) -> Read:
    """Read a workbook of rows below the header; a row is the good one but for some cells."""

    def run(*rows: dict[str, Any], edit: Callable[[Any], None] | None = None) -> PoolRead:
        workbook = openpyxl.Workbook()
        sheet = workbook.active
        sheet.title = "服务商"
        sheet.append(HEADER)
        for row in rows:
            plain = dict(zip(HEADER, GOOD, strict=True)) | {"能做的事项": step}
            sheet.append([(plain | row)[name] for name in HEADER])
        if edit:
            edit(sheet)
        return read_pool(read_grid(saved(workbook), "名单.xlsx"), columns, ON)

    return run


def sheets(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def written(columns: PoolColumns, lang: Any, pool: PoolFile | None = None) -> bytes:
    out = io.BytesIO()
    write_pool(out, columns, lang, pool)
    return out.getvalue()


class TestTemplate:
    @pytest.mark.parametrize(
        ("lang", "names"),
        [
            ("zh", ["填写说明", "服务商", "字段说明", "选项", "事项清单", "资源池信息"]),
            ("en", ["How to fill in", "Providers", "Columns", "Options", "Steps", "About the pool"]),
        ],
    )
    def test_its_sheets(self, columns: PoolColumns, lang: str, names: list[str]) -> None:
        found = sheets(written(columns, lang))
        assert found.sheetnames == names
        assert found.active.title == names[1]

    def test_category_chains_areas_and_sizes_have_lists(self, columns: PoolColumns) -> None:
        found = sheets(written(columns, "zh"))
        sheet = found["服务商"]
        at = {sheet.cell(3, column).value: column for column in range(1, sheet.max_column + 1)}
        lists = {}
        for rule in sheet.data_validations.dataValidation:
            if rule.type == "list":
                column = next(iter(rule.sqref.ranges)).min_col
                source = rule.formula1.split("!")[1].replace("$", "")
                lists[column] = [cell.value for (cell,) in found["选项"][source]]
        assert set(lists) == {at[key] for key in ("category", "chains", "cities", "sizes")}
        assert len(lists[at["category"]]) == 14
        assert lists[at["cities"]][:2] == ["不限", "南昌"]
        assert lists[at["sizes"]] == ["不限", "微型", "小型", "中型"]
        assert len(lists[at["chains"]]) == 14
        assert not any("不清楚" in options for options in lists.values())

    def test_it_lists_every_step_by_category(self, columns: PoolColumns, book: MeasureBook) -> None:
        rows = [[cell.value for cell in row] for row in sheets(written(columns, "zh"))["事项清单"].iter_rows(min_row=2)]
        assert {row[2] for row in rows} == set(book.measures)
        kinds = [row[0] for row in rows]
        assert len(dict.fromkeys(kinds)) == len([k for i, k in enumerate(kinds) if i == 0 or kinds[i - 1] != k])

    def test_an_empty_template_says_that_there_is_nothing(self, columns: PoolColumns) -> None:
        with pytest.raises(InputRefused, match="nothing below the header"):
            read_pool(read_grid(written(columns, "zh"), "模板.xlsx"), columns, ON)


class TestWayBack:
    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_an_export_is_read_as_the_same_pool(self, columns: PoolColumns, shipped: ProviderPool, lang: str) -> None:
        again = read_pool(read_grid(written(columns, lang, shipped.file), "pool.xlsx"), columns, ON)
        assert again.problems == ()
        assert again.pool_file() == shipped.file

    def test_text_that_looks_like_a_formula_stays_text(self, columns: PoolColumns, shipped: ProviderPool) -> None:
        hostile = shipped.offers[0].model_copy(update={"product": '=HYPERLINK("x")', "interest": "+1"})
        pool = shipped.file.model_copy(update={"offers": (hostile,)})
        data = written(columns, "zh", pool)
        cells = [cell for row in sheets(data)["服务商"].iter_rows(min_row=4) for cell in row]
        assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
        assert read_pool(read_grid(data, "pool.xlsx"), columns, ON).offers == (hostile,)

    def test_a_csv_of_an_old_program_is_read(self, columns: PoolColumns, step: str) -> None:
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(HEADER)
        writer.writerow([*GOOD[:3], step, "食品；医药", "南昌市、九江", "小型", "2", "8", "5", "3", "无"])
        again = read_pool(read_grid(text.getvalue().encode("gb18030"), "名单.csv"), columns, ON)
        assert again.problems == ()
        [offer] = again.offers
        assert offer.provider == "某甲公司"
        assert offer.measures == ("scheduling_system",)
        assert (offer.chains, offer.cities, offer.sizes) == (("food", "medicine"), ("nanchang", "jiujiang"), ("small",))
        assert offer.interest is None

    def test_columns_may_stand_in_any_order_and_language(self, columns: PoolColumns, book: MeasureBook) -> None:
        workbook = openpyxl.Workbook()
        workbook.active.append(
            ["Capacity a year", "What it does", "Category", "price_high", "最低价", "provider", "Product"]
        )
        workbook.active.append([4, book.measures["work_order_system"].title.en, "Production software", 9, 1, "A", "B"])
        [offer] = read_pool(read_grid(saved(workbook), "list.xlsx"), columns, ON).offers
        assert (offer.measures, offer.capacity, offer.price_high) == (("work_order_system",), 4, 9)


class TestDryRun:
    def test_a_good_row_is_an_offer_with_a_code_that_stays_the_same(self, read: Read) -> None:
        first, second = read({}), read({"产品或服务": "别的"}, {"最高价（万元）": 9})
        assert first.problems == second.problems == ()
        assert first.offers[0].id == second.offers[1].id != second.offers[0].id
        assert first.places == ("服务商!2",)
        assert first.left_out == 0

    @pytest.mark.parametrize(
        ("cells", "where", "words"),
        [
            ({"类别": ""}, "C2", "“类别”必填"),
            ({"类别": "魔法"}, "C2", "没有这个选项"),
            ({"类别": "不清楚"}, "C2", "必填"),
            ({"服务商": None}, "A2", "“服务商”必填"),
            ({"最低价（万元）": -3}, "H2", "不能小于 0"),
            ({"最低价（万元）": 9}, "H2", "大于“最高价”（8）"),
            ({"最高价（万元）": "8左右"}, "I2", "约数"),
            ({"每年可承接": ""}, "J2", "必填"),
            ({"每年可承接": 2.5}, "J2", "整数"),
            ({"完成案例": -1}, "K2", "不能小于 0"),
            ({"能做的事项": "点石成金"}, "D2", "没有这个事项"),
            ({"能做的事项": "transformation_plan"}, "D2", "属于“咨询诊断”类"),
            ({"产业链": "茶叶"}, "E2", "没有这个选项"),
            ({"产业链": "不限；食品"}, "E2", "不能与其他选项同时选"),
            ({"服务地区": "长沙"}, "F2", "没有这个选项"),
            ({"企业规模": "巨型"}, "G2", "没有这个选项"),
            ({"利益关联": "长" * 201}, "L2", "超过 200 个字"),
            ({"服务商": "示例服务商01"}, "A2", "示例行"),
        ],
    )
    def test_a_bad_cell_is_named_and_its_row_left_out(
        self, read: Read, cells: dict[str, Any], where: str, words: str
    ) -> None:
        found = read(cells, {"产品或服务": "别的产品"})
        [problem] = found.problems
        assert problem.where == f"服务商!{where}"
        assert words in problem.sentence("zh")
        assert [offer.product for offer in found.offers] == ["别的产品"]
        assert (found.rows, found.left_out) == (2, 1)

    def test_every_bad_cell_of_a_row_is_named(self, read: Read) -> None:
        found = read({"类别": "", "最低价（万元）": -1, "服务地区": "长沙", "能做的事项": "点石成金"})
        assert [problem.where for problem in found.problems] == [f"服务商!{c}2" for c in "CDFH"]

    def test_the_same_product_twice_is_kept_once(self, read: Read) -> None:
        found = read({}, {"产品或服务": " 排产软件 "}, {"类别": "培训", "能做的事项": ""})
        assert [problem.where for problem in found.problems] == ["服务商!B3"]
        assert "与 服务商!2 重复" in found.problems[0].sentence("zh")
        assert [offer.category for offer in found.offers] == ["production_software", "training"]

    def test_a_provider_merged_over_its_products_holds_for_each(self, read: Read) -> None:
        found = read({}, {"服务商": None, "产品或服务": "第二个"}, edit=lambda sheet: sheet.merge_cells("A2:A3"))
        assert [offer.provider for offer in found.offers] == ["某甲公司", "某甲公司"]

    def test_a_price_merged_over_two_products_is_refused(self, read: Read) -> None:
        found = read(
            {}, {"最高价（万元）": None, "产品或服务": "第二个"}, edit=lambda sheet: sheet.merge_cells("I2:I3")
        )
        [problem] = found.problems
        assert problem.where == "服务商!I3"
        assert "合并" in problem.sentence("zh")

    def test_a_code_that_is_none_and_one_that_stands_twice(self, columns: PoolColumns, step: str) -> None:
        workbook = openpyxl.Workbook()
        workbook.active.append([*HEADER, "产品编号"])
        for product, code in (("一", "offer_1"), ("二", "offer_1"), ("三", "A-1"), ("四", "")):
            workbook.active.append([GOOD[0], product, GOOD[2], step, *GOOD[4:], code])
        found = read_pool(read_grid(saved(workbook), "名单.xlsx"), columns, ON)
        assert [problem.where for problem in found.problems] == ["Sheet!M3", "Sheet!M4"]
        assert [offer.product for offer in found.offers] == ["一", "四"]

    def test_what_the_list_says_of_itself(self, columns: PoolColumns, read: Read, shipped: ProviderPool) -> None:
        assert read({}).standing.date == ON
        assert "没有核实" in read({}).standing.provenance.zh
        workbook = sheets(written(columns, "zh", shipped.file))
        about = workbook["资源池信息"]
        about["B2"], about["C2"] = "南昌中心资源池", None
        about["B3"], about["B4"] = datetime.datetime(2026, 10, 1), "很准"
        found = read_pool(read_grid(saved(workbook), "名单.xlsx"), columns, ON)
        assert (found.standing.title.zh, found.standing.title.en) == ("南昌中心资源池", "南昌中心资源池")
        assert found.standing.date == datetime.date(2026, 10, 1)
        assert found.problems[0].where == "资源池信息!B4"
        assert found.standing.fidelity == "secondary"
        assert found.offers == (), "made-up rows whose standing is unclear are not taken for real"

    def test_a_missing_required_column_is_told_once(self, columns: PoolColumns) -> None:
        workbook = openpyxl.Workbook()
        workbook.active.append(["服务商", "产品或服务", "最低价", "最高价", "每年可承接"])
        workbook.active.append(["甲", "乙", 1, 2, 3])
        with pytest.raises(InputRefused) as refused:
            read_pool(read_grid(saved(workbook), "名单.xlsx"), columns, ON)
        [problem] = refused.value.problems
        assert problem.where == "Sheet!1"
        assert "缺少必填的一列“类别”" in problem.sentence("zh")

    def test_another_table_is_no_pool(self, columns: PoolColumns) -> None:
        workbook = openpyxl.Workbook()
        workbook.active.append(["企业名称", "所在地"])
        workbook.active.append(["某厂", "南昌"])
        with pytest.raises(InputRefused, match="no header of a resource pool"):
            read_pool(read_grid(saved(workbook), "企业.xlsx"), columns, ON)


class TestImport:
    def test_all_or_the_valid_rows(self, read: Read) -> None:
        found = read({}, {"类别": "", "产品或服务": "第二个"})
        with pytest.raises(InputRefused) as refused:
            found.pool_file()
        assert refused.value.problems == found.problems
        assert [offer.product for offer in found.pool_file(valid_rows=True).offers] == ["排产软件"]

    def test_nothing_good_is_no_pool(self, read: Read) -> None:
        with pytest.raises(InputRefused):
            read({"类别": ""}).pool_file(valid_rows=True)

    def test_what_the_store_keeps_is_what_matching_uses(
        self, read: Read, bank: FactBank, book: MeasureBook, shipped: ProviderPool, tmp_path: Path
    ) -> None:
        file = read({"利益关联": "同时受托做诊断"}).pool_file()
        with closing(open_store(f"sqlite:///{tmp_path / 'store.sqlite3'}")) as store:
            store.import_content("provider_pool", file.model_dump(mode="json"), by="示例中心")
            kept = store.content_in_force("provider_pool")
        assert kept is not None
        pool = imported_pool(kept.document, shipped.categories.values(), bank, book.measures)
        assert pool.file == file
        [told] = match([need("scheduling_system")], client(), pool).needs
        assert told.matches[0].provider == "某甲公司"
        assert told.matches[0].interest is not None


class TestEditing:
    """The pool changed row by row on the page is checked as a file is."""

    def test_rows_of_a_pool_come_back_as_the_same_offers(self, columns: PoolColumns, shipped: ProviderPool) -> None:
        read = check_rows([row_of(offer, columns) for offer in shipped.offers], shipped.file, columns, ON)
        assert read.problems == ()
        assert read.offers == shipped.offers
        assert (read.pool_file().fidelity, read.pool_file().date) == (shipped.file.fidelity, ON)

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"price_low": "-1"}, "最低价"),
            ({"price_low": "9999"}, "最低价"),
            ({"category": None}, "类别"),
            ({"capacity": "很多"}, "每年可承接"),
            ({"product": ""}, "产品或服务"),
        ],
    )
    def test_a_fault_names_the_offer_and_the_column(
        self, columns: PoolColumns, shipped: ProviderPool, change: dict[str, Any], words: str
    ) -> None:
        rows = [row_of(offer, columns) for offer in shipped.offers]
        read = check_rows([{**rows[0], **change}, *rows[1:]], shipped.file, columns, ON)
        [fault] = read.problems
        assert words in fault.message.zh
        assert fault.where.startswith(shipped.offers[0].provider)
        assert len(read.offers) == len(rows) - 1

    def test_a_second_row_of_the_same_product_is_named_with_the_first(
        self, columns: PoolColumns, shipped: ProviderPool
    ) -> None:
        row = row_of(shipped.offers[0], columns)
        [fault] = check_rows([row, {**row, "offer": None}], shipped.file, columns, ON).problems
        assert shipped.offers[0].product in fault.message.zh and "重复" in fault.message.zh


VETTED = {
    "客户": "某丙公司、某丁公司",
    "投诉": 2,
    "核验日期": "2026年10月15日",
    "核验有效到": datetime.datetime(2027, 10, 14),
    "套餐": "标准版2.0 5万元：安装、培训；进阶版 12.5: 安装，二次开发;上门 0.8万",
}


def with_columns(cells: dict[str, Any]) -> Callable[[Any], None]:
    """Put further columns beside the first row."""

    def edit(sheet: Any) -> None:
        for at, (name, value) in enumerate(cells.items(), len(HEADER) + 1):
            sheet.cell(1, at).value, sheet.cell(2, at).value = name, value

    return edit


def test_vetting_and_packages_are_read_written_and_read_again(
    read: Read, columns: PoolColumns, bank: FactBank, book: MeasureBook, shipped: ProviderPool
) -> None:
    found = read({}, edit=with_columns(VETTED))
    (offer,) = found.offers
    assert (offer.customers, offer.complaints) == ("某丙公司、某丁公司", 2)
    assert (offer.checked_on, offer.valid_until) == (datetime.date(2026, 10, 15), datetime.date(2027, 10, 14))
    assert [(one.name, one.price, one.parts) for one in offer.packages] == [
        ("标准版2.0", 5.0, ("安装", "培训")),
        ("进阶版", 12.5, ("安装", "二次开发")),
        ("上门", 0.8, ()),
    ]
    out = io.BytesIO()
    write_pool(out, columns, "zh", found.pool_file())
    again = read_pool(read_grid(out.getvalue(), "again.xlsx"), columns, ON)
    assert again.offers == found.offers and not again.problems
    document = found.pool_file().model_dump(mode="json")
    assert imported_pool(document, shipped.categories.values(), bank, book.measures).file.offers == found.offers
    edited = check_rows([row_of(offer, columns)], found.pool_file(), columns, ON)
    assert edited.offers == found.offers and not edited.problems


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"核验日期": "去年"}, "看不懂这个日期"),
        ({"核验日期": "2026-11-24", "核验有效到": "2027-11-24"}, "晚于资源池的日期"),
        ({"核验日期": "2026-10-01"}, "要一起写"),
        ({"核验日期": "2026-10-01", "核验有效到": "2026-09-01"}, "早于核验日期"),
        ({"投诉": -1}, "-1"),
        ({"套餐": "标准版"}, "看不懂这个套餐"),
        ({"套餐": "标准版 5；标准版 6"}, "套餐同名"),
    ],
)
def test_wrong_vetting_is_named_by_its_cell(read: Read, cells: dict[str, Any], words: str) -> None:
    found = read({}, edit=with_columns(cells))
    assert not found.offers and len(found.problems) == 1
    assert words in found.problems[0].sentence("zh")


def test_a_check_that_has_run_out_is_said_and_does_not_count() -> None:
    checked = offer(checked_on=datetime.date(2026, 1, 1), valid_until=datetime.date(2026, 12, 31), complaints=0)
    for day, state, words in ((31, "valid", "有效到 2026-12-31"), (32, "expired", "已在 2026-12-31 到期，不再算数")):
        on = datetime.date(2026, 12, 1) + datetime.timedelta(days=day - 1)
        assert checked.check_on(on) == state
        told = match([need("step_a")], client(), pool([checked]), on=on).needs[0].matches[0]
        assert words in told.vetting[0].zh and told.vetting[1].zh == "中心登记的投诉 0 件"
    assert offer().check_on(ON) == "none" and not list(vetting(offer(), ON))


def test_the_record_of_a_provider_stands_with_its_offers_and_changes_no_order() -> None:
    plain = pool([offer(1), offer(2, cases=20)])
    noted = plain.with_records({"示例服务商1": label("受邀 3 次", "invited 3 times")})
    before, after = (match([need("step_a")], client(), one).needs[0].matches for one in (plain, noted))
    assert [one.offer for one in before] == [one.offer for one in after]
    assert {one.provider: one.record and one.record.zh for one in after} == {
        "示例服务商1": "受邀 3 次",
        "示例服务商2": None,
    }
    assert noted.version == plain.version and not plain.records
