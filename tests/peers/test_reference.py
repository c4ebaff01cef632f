"""The modelled reference as a file, and firms among their peers."""

import datetime
import shutil

import numpy as np
import pytest

from assessment.answers import AnswerTable
from assessment.knowledge import classify
from assessment.peers import (
    Cells,
    Joined,
    Peers,
    load_reference,
    load_trade_firms,
    make_reference,
    make_trade_firms,
    real_firms,
    write_reference,
)
from assessment.population import modelled_population
from assessment.problems import InputRefused
from assessment.scoring import Framework, score
from tests.conftest import ROOT
from tests.random_firms import random_record, with_gaps


@pytest.fixture(scope="module")
def population():
    return modelled_population(ROOT)


def test_the_shipped_reference_is_what_the_population_gives(miit, population):
    shipped = load_reference(ROOT, miit)
    fresh = make_reference(
        miit, population.sample(20_000, 7), population.key, population.spec.marking, 7, datetime.date(2026, 11, 23)
    )
    assert shipped.population == population.key
    for size, nodes in shipped.quantiles.items():
        for node, values in nodes.items():
            gap = np.abs(np.array(values) - np.array(fresh.quantiles[size][node]))
            assert gap.mean() < 0.02 * float(miit.best(node)), (size, node)


def test_the_shipped_typical_firms_are_what_the_population_gives(miit, population):
    shipped = load_trade_firms(ROOT)
    table = population.sample(50_000, shipped.seed)
    assert shipped == make_trade_firms(miit, table, population.key, population.spec.marking, shipped.seed)
    cells = {(one.chain, one.size, one.level) for one in shipped.typical}
    assert len(cells) == len(shipped.typical) and ("modern_furniture", "small", 0) in cells


def test_altered_typical_firms_are_refused_and_missing_ones_are_none(tmp_path):
    assert load_trade_firms(tmp_path) is None
    (tmp_path / "models").mkdir()
    told = (ROOT / "models" / "trade_firms.json").read_text(encoding="utf-8")
    (tmp_path / "models" / "trade_firms.json").write_text(
        told.replace('"employees":8.0', '"employees":9.0', 1), "utf-8"
    )
    with pytest.raises(InputRefused, match="was altered"):
        load_trade_firms(tmp_path)


def test_an_altered_reference_is_refused(miit, tmp_path):
    shutil.copytree(ROOT / "models", tmp_path / "models")
    path = tmp_path / "models" / "reference.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"firms": 50000', '"firms": 50001'), "utf-8")
    with pytest.raises(InputRefused, match="was altered"):
        load_reference(tmp_path, miit)


def test_a_reference_of_another_edition_is_refused(bank, miit, tmp_path):
    (tmp_path / "models").mkdir()
    write_reference(tmp_path, load_reference(ROOT, miit))
    newer = Framework(miit.spec.model_copy(update={"version": "2027"}), bank)
    with pytest.raises(InputRefused, match="another edition"):
        load_reference(tmp_path, newer)


def joined(bank, records, at):
    """Firms that agreed to be counted, in the order given."""
    said = [Joined(f"{i:04d}", at, record) for i, record in enumerate(records)]
    return real_firms(bank, said)


def test_real_firms_take_over_and_open_scores_have_no_place(bank, miit):
    rng = np.random.default_rng(11)
    profile = {
        "city": "ji_an",
        "chain": "food",
        "industry": "manufacturing_and_utilities",
        "employees": 40,
        "revenue": 900,
    }
    day = datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC)
    real = joined(bank, [random_record(bank, miit.facts, rng) | profile for _ in range(60)], day)
    me, _ = AnswerTable.from_records(bank, [random_record(bank, miit.facts, rng), {"network": ["none"]}])
    of = {"size": "small", "chain": "food", "city": "ji_an"}
    reference = load_reference(ROOT, miit)
    alone, among = Peers.of(reference, miit, 10), Peers.of(reference, miit, 10, real, day.date())
    scores = score(miit, me)
    assert [s.value.node for s in among.standings(scores, 0, of)] == ["total", "foundation", "management", "outcomes"]
    assert all(s.value.standing.real == 60 for s in among.standings(scores, 0, of))
    management = next(s.value for s in among.standings(scores, 0, of) if s.value.node == "management")
    assert management.standing.sentence.zh.startswith("看“数字化管理”：")
    assert all("截至 2026-11-01" in s.value.standing.sentence.zh for s in among.standings(scores, 0, of))
    assert all(s.value.standing.modelled_share == 1 for s in alone.standings(scores, 0, of))
    assert among.standings(scores, 1, of) == ()


@pytest.mark.parametrize("n", [0, 400])
def test_many_firms_at_once_stand_where_each_stands_alone(bank, miit, population, n):
    """Cells of all sorts: of known and unknown size, below and above the floor, with open points among them."""
    sampled = population.sample(n, 21)
    day = datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC)
    real = joined(bank, [sampled.record(row) for row in range(n)], day) if n else None
    rng = np.random.default_rng(22)
    records = [population.sample(40, 23).record(row) for row in range(40)]
    table, _ = AnswerTable.from_records(bank, [with_gaps(r, rng, 0.03) for r in records])
    peers, scores, sizes = Peers.of(load_reference(ROOT, miit), miit, 10, real), score(miit, table), classify(table)
    cells = Cells.of(table, sizes)
    ids = {key: cells.ids(key) for key in ("size", "chain", "city")}
    settled = 0
    for node in ("total", "management"):
        places = peers.places(scores, cells, node).value
        for row in range(40):
            of = {key: values[row] for key, values in ids.items()}
            alone = [one.value.standing for one in peers.standings(scores, row, of) if one.value.node == node]
            settled += len(alone)
            told = [(one.percentile, one.low, one.high) for one in alone] or [(np.nan,) * 3]
            np.testing.assert_array_equal(told, [[round(100 * float(share[row]), 1) for share in places]])
    assert 10 < settled < 80
    assert None in ids["size"]
    assert {"food", None} < set(ids["chain"])
