"""Matchmaking from a file of firms to the lists, every line held against the pool by other means than ours."""

from __future__ import annotations

import io
import threading
import zipfile
from collections import Counter, defaultdict
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest
import yaml
from click.testing import CliRunner

from assessment import settings
from assessment.advisory import Advisor, default_advisor, planning_size
from assessment.batch import Batch, Engine, invitation_archive, matchmake_firms, plans_of, score_file
from assessment.batch.workers import Stopped
from assessment.cli import main
from assessment.planning import NO_LIMITS, hands_of
from assessment.providers import Matchmaking
from assessment.store.assessments import open_store
from assessment.store.firm_records import FirmIdentity
from assessment.store.invitation_book import InvitationQuery
from tests.batches import as_csv, records
from tests.conftest import ROOT

ON = settings.today()
FIRMS = 60


@pytest.fixture(scope="module")
def advisor() -> Advisor:
    return default_advisor()


@pytest.fixture(scope="module")
def batch(advisor: Advisor) -> Batch:
    return score_file(advisor, as_csv(records(advisor, FIRMS, 5, gaps=0.3)), ON, "firms.csv")


@pytest.fixture(scope="module")
def made(batch: Batch, advisor: Advisor) -> Matchmaking:
    return matchmake_firms(batch.reading, advisor.pool, engine=Engine(2))


def rows(sheet) -> list[dict]:
    head, *below = [[cell.value for cell in row] for row in sheet.iter_rows()]
    return [dict(zip(head, row, strict=True)) for row in below]


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory, advisor: Advisor) -> openpyxl.Workbook:
    """What the command writes for a file."""
    folder = tmp_path_factory.mktemp("meetings")
    (folder / "firms.csv").write_bytes(as_csv(records(advisor, FIRMS, 5, gaps=0.3)))
    result = CliRunner().invoke(
        main, ["matchmake", str(folder / "firms.csv"), str(folder / "out.xlsx"), "--lists", str(folder / "lists.zip")]
    )
    assert result.exit_code == 0, result.output
    assert zipfile.is_zipfile(folder / "lists.zip")
    return openpyxl.load_workbook(folder / "out.xlsx")


def test_nobody_is_asked_for_what_a_firm_s_hands_cannot_begin_within_half_a_year(
    made: Matchmaking, batch: Batch, advisor: Advisor
) -> None:
    reading = batch.reading
    asked: dict[str, set[str]] = defaultdict(set)
    for one in made.invitations:
        asked[one.firm] |= set(one.steps)
    for one in made.unmet:
        asked[one.firm].add(one.step)
    told = {firm.firm: firm for firm in made.firm_results}
    for outline in plans_of(reading):
        firm = reading.table.ids[outline.row]
        size = planning_size(reading.sizes.of(outline.row))
        days = hands_of(reading.table, outline.row, advisor.hands, size, NO_LIMITS, reading.on).days
        soon = set(outline.begun_within(26, days))
        assert asked[firm] == soon and told[firm].later == len(outline.measures) - len(soon)
    assert made.later and f"另有 {made.later} 项" in made.summary.zh


def test_every_line_of_the_printed_list_holds_against_the_pool_as_it_stands_in_its_file(
    printed: openpyxl.Workbook, advisor: Advisor
) -> None:
    """Read from the workbook and the seed files alone; none of the rules of matching is called."""
    offers = {o["id"]: o for o in yaml.safe_load((ROOT / "seeds/providers/pool.yaml").read_text("utf-8"))["offers"]}
    category = {
        c["label"]["zh"]: c["id"]
        for c in yaml.safe_load((ROOT / "seeds/providers/categories.yaml").read_text("utf-8"))["categories"]
    }
    code = {"规模": {"微型": "micro", "小型": "small", "中型": "medium"}}
    for column, fact in (("所在地", "city"), ("产业链", "chain")):
        code[column] = {option.label.zh: option.id for option in advisor.bank.facts[fact].options}  # type: ignore[union-attr]
    step = {measure.title.zh: measure for measure in advisor.measures.measures.values()}
    listed = rows(printed["按服务商"])
    assert len(listed) > FIRMS
    for line in listed:
        offer = offers[line["产品编号"]]
        assert (offer["provider"], offer["product"]) == (line["服务商"], line["产品或服务"])
        assert offer["category"] == category[line["类别"]]
        for column, key in (("所在地", "cities"), ("产业链", "chains"), ("规模", "sizes")):
            if offer.get(key) and line[column] != "未填":
                assert code[column][line[column]] in offer[key]
        steps = [step[name] for name in line["要谈的事项"].removesuffix("（没有申报具体事项，请先问清楚）").split("；")]
        assert all(measure.category == offer["category"] for measure in steps)
        if offer.get("measures"):
            assert {measure.id for measure in steps} <= set(offer["measures"])
        assert line["最低价（万元）"] == offer["price_low"] <= line["方案预计最多（万元）"]
        once = [m.cost.of(code["规模"][line["规模"]]).high for m in steps if m.cost]
        assert sum(once) <= line["方案预计最多（万元）"] + 1e-9, "costs by count come on top"
    load = Counter(line["产品编号"] for line in listed)
    assert all(n <= offers[name]["capacity"] for name, n in load.items())
    per_need = Counter((line["企业"], line["类别"]) for line in listed)
    assert max(per_need.values()) <= 3


def test_the_lists_agree_with_each_other(printed: openpyxl.Workbook) -> None:
    key = ("服务商", "企业", "产品编号", "要谈的事项")
    by_provider, by_firm = ({tuple(r[k] for k in key) for r in rows(printed[s])} for s in ("按服务商", "按企业"))
    assert by_provider == by_firm
    met = defaultdict(set)
    for line in rows(printed["按企业"]):
        met[line["企业"]] |= set(line["要谈的事项"].removesuffix("（没有申报具体事项，请先问清楚）").split("；"))
    left = Counter(line["企业"] for line in rows(printed["未落实"]))
    firms = rows(printed["企业一览"])
    assert len(firms) == FIRMS
    for firm in firms:
        assert (firm["有人谈"], firm["未落实"]) == (len(met[firm["企业"]]), left[firm["企业"]])
        assert firm["需求事项"] == firm["有人谈"] + firm["未落实"]
    assert all(line["原因"] for line in rows(printed["未落实"]))


def test_the_command_gives_what_the_page_gives(printed: openpyxl.Workbook, made: Matchmaking) -> None:
    listed = {(r["企业"], r["产品编号"]) for r in rows(printed["按企业"])}
    assert listed == {(i.firm_name, i.offer) for i in made.invitations}


def test_one_process_or_several_make_no_difference(batch: Batch, made: Matchmaking, advisor: Advisor) -> None:
    told: list[tuple[int, int]] = []
    alone = matchmake_firms(
        batch.only(range(40)).reading, advisor.pool, progress=lambda done, all_: told.append((done, all_))
    )
    assert told[39] == (40, 40)
    by_name = {firm.firm_name: firm for firm in made.firm_results}
    for firm in alone.firm_results:
        assert (firm.steps, firm.cost, firm.level) == (
            by_name[firm.firm_name].steps,
            by_name[firm.firm_name].cost,
            by_name[firm.firm_name].level,
        )


def test_it_stops_when_told_to(batch: Batch, advisor: Advisor) -> None:
    stop = threading.Event()
    with pytest.raises(Stopped):
        matchmake_firms(batch.only(range(20)).reading, advisor.pool, progress=lambda *_: stop.set(), stop=stop)


def test_one_list_a_provider_to_send_out(made: Matchmaking, advisor: Advisor) -> None:
    out = io.BytesIO()
    agreed = made.invitations[0]
    n = invitation_archive(out, made, {agreed.provider: {agreed.firm}}, advisor.bank, "zh")
    with zipfile.ZipFile(out) as archive:
        names = archive.namelist()
        assert names[-1] == "目录.csv"
        assert n == len({i.provider for i in made.invitations}) == len(names) - 1
        told = archive.read(names[-1]).decode("utf-8-sig")
        assert told.count("\r\n") == n + 1
        inside = [archive.read(name) for name in names[:-1]]
    texts = [zipfile.ZipFile(io.BytesIO(one)).read("xl/sharedStrings.xml").decode("utf-8") for one in inside]
    named = [(i.firm_name, i.provider) for i in made.invitations for text in texts if f">{i.firm_name}<" in text]
    assert named and {name for name, _ in named} == {agreed.firm_name}, "nobody else has agreed to be named"


def test_a_faulty_pool_is_refused_by_the_cell(tmp_path: Path, advisor: Advisor) -> None:
    (tmp_path / "firms.csv").write_bytes(as_csv(records(advisor, 3, 5)))
    head = "服务商,产品或服务,类别,最低价,最高价,每年可承接\n"
    (tmp_path / "pool.csv").write_text(
        head + "某公司,甲,,1,5,3\n某公司,乙,培训,-2,5,3\n某公司,丙,培训,1,5,3\n", "utf-8"
    )
    call = ["matchmake", str(tmp_path / "firms.csv"), str(tmp_path / "o.xlsx"), "--pool", str(tmp_path / "pool.csv")]
    refused = CliRunner().invoke(main, call)
    assert refused.exit_code == 1 and not (tmp_path / "o.xlsx").exists()
    assert "C2" in refused.stderr and "D3" in refused.stderr
    taken = CliRunner().invoke(main, [*call, "--good-rows"])
    assert taken.exit_code == 0, taken.stderr
    assert [row["产品或服务"] for row in rows(openpyxl.load_workbook(tmp_path / "o.xlsx")["服务商一览"])] == ["丙"]


def test_a_report_for_every_firm_from_the_shell(tmp_path: Path, advisor: Advisor) -> None:
    (tmp_path / "firms.csv").write_bytes(as_csv(records(advisor, 2, 5), employees_3="一千万"))
    result = CliRunner().invoke(main, ["reports", str(tmp_path / "firms.csv"), str(tmp_path / "out.zip")])
    assert result.exit_code == 0, result.output
    assert "F3" in result.stderr and "一千万" in result.stderr
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert sum(name.endswith(".pdf") for name in archive.namelist()) == 2


def test_a_list_is_kept_for_known_firms_and_its_outcomes_come_back_once(
    tmp_path: Path, advisor: Advisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSESSMENT_DATABASE_URL", f"sqlite:///{tmp_path / 'a.sqlite3'}")
    told = [*records(advisor, 3, 5, gaps=0.3), records(advisor, 1, 6)[0] | {"firm_name": "某某陶瓷有限公司"}]
    (tmp_path / "firms.csv").write_bytes(as_csv(told))
    with closing(open_store()) as store:
        known = [store.find_or_create_firm(_identity(one), "import")[0] for one in (*told[:2], told[3])]
    keep = ["matchmake", str(tmp_path / "firms.csv"), str(tmp_path / "o.xlsx"), "--keep", "--processes", "1"]
    first, again = (CliRunner().invoke(main, keep) for _ in range(2))
    assert first.exit_code == again.exit_code == 0, first.output
    assert "1 家不在企业库里，没有算进去（请先导入这张表）：示例企业3" in first.stderr
    assert "1 家是真实企业，示例资源池的邀约不给它们：某某陶瓷有限公司" in first.stderr
    with closing(open_store()) as store:
        found = store.invitations(InvitationQuery())
        assert {one.firm_id for one in found} == {firm.id for firm in known[:2]}
        assert f"新记住 {len(found)} 个邀约" in first.stderr
        assert f"新记住 0 个邀约；{len(found)} 个已经记过" in again.stderr
    sheet = tmp_path / "sheet.xlsx"
    assert CliRunner().invoke(main, ["outcomes", "--write", str(sheet)]).exit_code == 0
    book = openpyxl.load_workbook(sheet)
    rows_ = book["邀约登记表"]
    rows_["H4"], rows_["J4"], rows_["H5"], rows_["I5"] = "已签约", 12.5, "已见面", "2099-01-01"
    book.save(sheet)
    refused = CliRunner().invoke(main, ["outcomes", str(sheet)])
    assert refused.exit_code == 1 and "邀约登记表!I5" in refused.stderr and "还没有到" in refused.stderr
    tried = CliRunner().invoke(main, ["outcomes", str(sheet), "--dry-run"])
    assert "1 行有新的结果" in tried.stderr
    taken, replayed = (CliRunner().invoke(main, ["outcomes", str(sheet), "--good-rows"]) for _ in range(2))
    assert "写了 2 条进展" in taken.stderr and "写了 0 条进展" in replayed.stderr
    with closing(open_store()) as store:
        assert sorted(one.state for one in store.invitations(InvitationQuery()))[0] == "contracted"
        acts = [line.act for line in store.trail.lines()]
        assert acts.count("invitations_kept") == 1 and acts.count("invitation_noted") == 2
    mail = tmp_path / "mail.xlsx"
    assert CliRunner().invoke(main, ["outcomes", "--mail", str(mail)]).exit_code == 0
    assert "示例企业1" not in str(list(openpyxl.load_workbook(mail)["给服务商"].values))


def _identity(record: dict) -> FirmIdentity:
    return FirmIdentity(record["firm_name"], None, record["city"])
