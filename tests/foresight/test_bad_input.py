"""What a planner may hand in by mistake: one sentence each that says where and what to do, and nothing is written."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from click.testing import CliRunner

from assessment import settings
from assessment.advisory import default_advisor
from assessment.cli import main
from assessment.store.assessments import open_store
from tests.batches import as_csv, records

GROUP = "name,units,price\n示例甲,4,12\n示例乙,5,14\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("bad")
    firms = records(default_advisor(), 12, 3)
    (place / "firms.csv").write_bytes(as_csv(firms))
    (place / "three.csv").write_bytes(as_csv(firms[:3]))
    (place / "strangers.csv").write_bytes(as_csv([one | {"firm_name": f"示例别家{i}"} for i, one in enumerate(firms)]))
    (place / "group.csv").write_text(GROUP, encoding="utf-8")
    (place / "draft.yaml").write_text(
        "levels: [{level: 2, requires: [{node: total, at_least: 450}]}]", encoding="utf-8"
    )
    return place


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("sum firms.csv OUT --budget 0", "总额是 0，一家也资助不了"),
        ("sum firms.csv OUT --budget nan", "要写一个数"),
        ("sum firms.csv OUT --budget inf", "is not in the range"),
        ("sum firms.csv OUT --budget 1e30", "is not in the range"),
        ("sum firms.csv OUT --budget -1", "is not in the range"),
        ("sum firms.csv OUT --budget 500 --cap nan", "要写一个数"),
        ("sum firms.csv OUT --budget 500 --cap 0.01 --floor city=yichun:1", "宜春至少 1 家：单家上限太低"),
        ("sum firms.csv OUT --budget 500 --floor city=yichun:99", "宜春至少 99 家：够得着的企业没有下限要求的那么多"),
        ("sum firms.csv OUT --budget 500 --floor city=yichun", "写成 city=nanchang:5 这样"),
        ("policy firms.csv OUT --draft draft.yaml", "等级 2 没有任何企业能达到：要求 450，最多只有 100"),
        ("policy firms.csv OUT --percent 150", "不能大于 100"),
        ("policy firms.csv OUT --percent 50 --budget 0", "总额是 0，谁也补不到"),
        ("policy firms.csv OUT --price light_erp=nan", "不能大于"),
        ("visits firms.csv OUT --visits 13", "走访家数要在 2 与企业总数之间（13）"),
        ("visits firms.csv OUT --visits 4 --refused nan", "回答站不住的可能要在 0 和 100% 之间"),
        ("visits firms.csv OUT --visits 4 --level 9", "没有这个等级（9）"),
        ("corrected firms.csv OUT", "没有走访的结果"),
        ("corrected firms.csv OUT firms.csv --draw ffff", "没有这份走访名单"),
        ("change nothing.csv firms.csv OUT", "文件不存在或无法打开"),
        ("change strangers.csv firms.csv OUT", "两份里没有同一家企业"),
        ("change firms.csv firms.csv OUT --before-on 1990-01-01", "这一天没有有效的"),
        ("change round:没有 firms.csv OUT", "没有这个轮次"),
        ("corrected round:没有 OUT --draw ffff", "没有这个轮次"),
        ("visits three.csv OUT --visits 4", "走访家数要在 2 与企业总数之间（4）"),
        ("policy firms.csv OUT --percent -1", "不能小于 0"),
        ("policy firms.csv OUT --level 9", "没有这个等级（9）"),
        ("groups firms.csv OUT --level 9", "没有这个等级（9）"),
        ("together group.csv OUT --tier 1:nan", "这一档看不懂"),
        ("together group.csv OUT --tier 1:9 --fee nan", "要写一个数"),
    ],
)
def test_a_mistake_is_told_in_a_sentence_and_nothing_is_written(folder, words, said):
    out = folder / "out.xlsx"
    arguments = [str(folder / word) if "." in word and (folder / word).is_file() else word for word in words.split()]
    arguments = [str(out) if word == "OUT" else word for word in arguments]
    result = CliRunner().invoke(main, ["foresee", *arguments])
    assert result.exit_code in (1, 2) and said in result.output
    assert "Traceback" not in result.output and not out.exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("visits three.csv OUT --visits 3", "只有 3 家企业：与其抽样，不如每家都去"),
        ("sum firms.csv OUT --budget 500 --cap 0", "一家也不够：最便宜的一步要"),
        ("sum firms.csv OUT --budget 0.01", "一家也不够：最便宜的一步要"),
        ("change firms.csv firms.csv OUT", "没有一家的分数和等级变了"),
        ("groups three.csv OUT", "这批企业没有写县区"),
        ("policy three.csv OUT --percent 50 --level 2", "今天：3 家里"),
        ("sum three.csv OUT --budget 500", "已证明没有更好的分法"),
    ],
)
def test_what_comes_to_nothing_says_why(folder, words, said):
    names = {"OUT": folder / "out.xlsx", "three.csv": folder / "three.csv", "firms.csv": folder / "firms.csv"}
    result = CliRunner().invoke(main, ["foresee", *(str(names.get(word, word)) for word in words.split())])
    assert result.exit_code == 0 and said in result.output


@pytest.mark.parametrize("pair", [("今年", "去年"), ("今年", "今年"), ("latest", "今年")])
def test_rounds_in_the_wrong_order_are_refused(tmp_path, monkeypatch, pair):
    monkeypatch.setenv(settings.database_url.name, f"sqlite:///{tmp_path / 'own.sqlite3'}")
    store, now = open_store(), settings.now()
    for name, past in (("去年", 400), ("今年", 20)):
        times = now - timedelta(days=past), now + timedelta(days=9)
        store.create_round(name, ["miit"], date(2026, 11, 1), [], *times, "示例经办")
    store.close()
    before, after = (f"round:{name}" for name in pair)
    result = CliRunner().invoke(main, ["foresee", "change", before, after, str(tmp_path / "out.xlsx")])
    assert result.exit_code == 1 and "“以前”不比“现在”早" in result.output
