"""The modelled reference population meets the published figures, contradicts no rule, and refuses the impossible."""

from __future__ import annotations

import shutil

import numpy as np
import pytest
import yaml

from assessment.answers import AnswerTable, State, read_record
from assessment.checks.content import check_everything
from assessment.content.crosswalk import Crosswalk, Statement, load_crosswalk
from assessment.content.facts import MultiFact
from assessment.content.library import default_bank, load_frameworks
from assessment.content.population_checks import load_population
from assessment.knowledge import CarriedKnowledge
from assessment.population import calibrate, calibration_table, modelled_population
from assessment.problems import InputRefused
from assessment.scoring import Framework, score
from assessment.settings import content_root

FRESH_SEED = 915_227
FIRMS = 60_000
# The calibration sample has its own sampling error, smaller than the fresh one's; five standard errors over some
# seventy rows leave a chance of about one in a million of a false alarm.
STANDARD_ERRORS = 5 * np.sqrt(1 + FIRMS / 200_000)


@pytest.fixture(scope="module")
def population():
    return modelled_population()


@pytest.fixture(scope="module")
def fresh(population) -> AnswerTable:
    return population.sample(FIRMS, FRESH_SEED)


@pytest.fixture(scope="module")
def calibration(population):
    return calibration_table(population, FIRMS, FRESH_SEED)


def above_scale(table: AnswerTable) -> np.ndarray:
    return table.columns["revenue"].values >= 2000


def mean_rate(table: AnswerTable, part: str, whole: str, firms: np.ndarray) -> float:
    return float(100 * np.mean(table.columns[part].values[firms] / table.columns[whole].values[firms]))


def test_a_fresh_sample_meets_every_figure_it_was_solved_for(calibration):
    missed = [
        f"{row.figure.en}: wanted {row.wanted}, modelled {row.modelled:.2f}"
        for row in calibration
        if row.solved and abs(row.difference) > STANDARD_ERRORS * row.standard_error
    ]
    assert not missed


def test_the_figures_published_for_jiangxi_are_met_by_firms_above_scale(fresh):
    """Recomputed here from the bare answers, with the published values written out once more."""
    firms = above_scale(fresh)
    cols = {fact: column.values for fact, column in fresh.columns.items()}
    controlled = np.nan_to_num(cols["key_processes_nc"]) + np.nan_to_num(cols["key_processes_process_control"])
    modelled = {
        45.2: mean_rate(fresh, "equipment_digital", "equipment_total", firms),
        43.5: mean_rate(fresh, "equipment_cnc", "equipment_total", firms),
        46.9: float(100 * np.mean(controlled[firms] / cols["key_processes_total"][firms])),
        9.5: 100 * float(np.mean(cols["industrial_platform_use"][firms] == 1)),
        70.6: 100 * float(np.mean(cols["digital_management"][firms] == 1)),
        70.5: 100 * float(np.mean(cols["digital_design_tools"][firms] == 1)),
    }
    for published, value in modelled.items():
        assert value == pytest.approx(published, abs=1.0)


def test_smaller_firms_lie_below_the_published_figures(fresh):
    """The published populations are larger firms; the gradient makes the others lower, not equal."""
    firms = above_scale(fresh)
    assert mean_rate(fresh, "equipment_digital", "equipment_total", ~firms) < 45.2 - 5
    assert np.mean(fresh.columns["industrial_platform_use"].values[~firms] == 1) < 0.06


def test_a_figure_that_is_only_compared_is_told_apart_with_its_difference(calibration):
    compared = [row for row in calibration if not row.solved]
    assert [round(row.wanted, 2) for row in compared] == [96.39]
    assert abs(compared[0].difference) < 2


def test_the_rates_of_jiangxi_are_the_latest_in_the_benchmarks(population):
    """One figure, two files: they must not drift apart."""
    named = {
        "equipment_digital": "equipment_digital_rate",
        "equipment_cnc": "equipment_nc_rate",
        "key_processes_nc": "key_process_nc_rate",
        "industrial_platform_use": "industrial_platform_share",
        "digital_management": "digital_management_share",
        "digital_design_tools": "digital_design_share",
    }
    text = (content_root() / "seeds" / "benchmarks" / "values.yaml").read_text(encoding="utf-8")
    published = [
        value
        for value in yaml.safe_load(text)["values"]
        if value["geography"] == "jiangxi" and value["kind"] == "actual" and "value" in value
    ]
    found = {}
    for margin in population.spec.margins:
        if margin.kind == "rate" and margin.numerators[0] in named:
            found[named[margin.numerators[0]]] = (margin.basis.date, margin.mean)
        elif margin.kind == "ordinal" and margin.fact in named:
            found[named[margin.fact]] = (margin.basis.date, margin.shares["yes"])
    latest = {
        indicator: max((value["date"], value["value"]) for value in published if value["indicator"] == indicator)
        for indicator in named.values()
    }
    assert found == latest


def test_every_figure_says_whether_it_is_published_or_assumed(calibration):
    assert any(row.assumed for row in calibration)
    for row in calibration:
        assert row.assumed == (row.fidelity == "modelled" and row.date is None)


def test_the_same_seed_gives_the_same_firms_and_another_gives_others(population):
    first, again, other = (population.sample(500, seed) for seed in (3, 3, 4))
    for fact, column in first.columns.items():
        np.testing.assert_array_equal(column.values, again.columns[fact].values)
    assert not np.array_equal(first.columns["employees"].values, other.columns["employees"].values)


def test_modelled_firms_answer_like_real_ones(population):
    """Every record passes the checks that a person's answers pass: options, decimals, parts no larger than wholes."""
    table = population.sample(300, 11)
    faults = []
    for row in range(len(table)):
        read_record(table.bank, table.record(row), row, faults)
    assert not faults


def test_modelled_firms_leave_no_scored_question_open(fresh):
    for source in load_frameworks(content_root()).values():
        if source.spec.id in ("miit", "jiangxi-key-indicators"):
            scores = score(Framework(source.spec, default_bank()), fresh)
            low, high = scores.points()
            np.testing.assert_array_equal(low, high)
            np.testing.assert_array_equal(scores.level_low, scores.level_high)


def test_every_size_chain_and_city_occurs(fresh):
    assert set(np.unique(fresh.columns["chain"].values)) == set(range(13))
    assert set(np.unique(fresh.columns["city"].values)) == set(range(12))
    people = fresh.columns["employees"].values
    assert people.min() >= 5
    assert people.max() <= 999


def test_a_chain_is_likelier_in_the_city_it_is_at_home_in(fresh):
    index = fresh.bank.option_index
    furniture = fresh.columns["chain"].values == index("chain", "modern_furniture")
    ganzhou = fresh.columns["city"].values == index("city", "ganzhou")
    assert ganzhou[furniture].mean() > 1.5 * ganzhou.mean()


def test_systems_are_counted_from_the_scenes_so_that_no_firm_contradicts_itself(fresh):
    coverage = fresh.columns["information_service_coverage"].values
    scenes = [c.values for fact, c in fresh.columns.items() if fact.startswith("scene_")]
    nothing = np.max(scenes, axis=0) == 0
    assert nothing.any()
    assert (coverage[nothing] == 0).all()


def test_no_modelled_firm_contradicts_the_crosswalk(population, fresh):
    """Every relation from which something follows, read here from the bare answers, and chains through the rest."""
    judged = 0
    for relation in population.crosswalk.binding:
        if {relation.source.fact, relation.target.fact} <= fresh.columns.keys():
            source, target = true_of(fresh, relation.source), true_of(fresh, relation.target)
            assert not (source & ~target).any(), relation.id
            assert relation.relation != "equal" or not (target & ~source).any(), relation.id
            judged += 1
    assert judged
    assert CarriedKnowledge(fresh, population.crosswalk).contradicted == []


def true_of(table: AnswerTable, statement: Statement) -> np.ndarray:
    """Firms that were asked and gave the answer that a statement means."""
    column, fact = table.columns[statement.fact], table.bank.facts[statement.fact]
    ids = [option.id for option in fact.options]
    values = column.values.astype(int)
    if isinstance(fact, MultiFact):
        return np.all([values >> ids.index(option) & 1 for option in statement.options], axis=0) == 1
    meant = ids[ids.index(statement.at_least) :] if statement.at_least else statement.options
    return np.isin(values, [ids.index(option) for option in meant]) & (column.states == State.ANSWERED)


def says(fact: str, option: str) -> dict:
    return {"fact": fact, "options": [option]}


def at_least(fact: str, option: str) -> dict:
    return {"fact": fact, "at_least": option}


def relation(name: str, kind: str, source: dict, target: dict) -> dict:
    return {"id": name, "relation": kind, "from": source, "to": target, "reason": {"zh": "示例", "en": "example"}}


def with_relations(population, spec, n: int, *made_up: dict):
    """A population file solved under a crosswalk with more relations."""
    crosswalk = Crosswalk.model_validate(
        {"relations": [*population.crosswalk.model_dump(by_alias=True)["relations"], *made_up]}
    )
    _, source = load_population(content_root(), population.bank)
    return calibrate(spec, population.bank, source, crosswalk, n=n)


def test_any_relation_is_kept_to_and_the_published_figures_still_hold(population):
    """Choices, ticks and scenes, with what follows asked before and after what it follows from."""
    made_up = [
        relation("later", "implies", says("cloud_use", "yes"), says("digital_management", "yes")),
        relation("earlier", "implies", at_least("scene_quality", "l3"), says("data_security", "policy")),
        relation("ticks", "implies", says("network", "industrial_5g"), at_least("scene_equipment", "l1")),
        relation("both", "equal", at_least("energy_change", "decreased"), says("quality_change", "increased")),
        relation("scene", "implies", says("industrial_platform_use", "yes"), says("digital_design_tools", "yes")),
    ]
    spec = population.spec.model_copy(update={"margins": tuple(_with_shares(m) for m in population.spec.margins)})
    bent = with_relations(population, spec, FIRMS, *made_up)
    rows = calibration_table(bent, FIRMS, FRESH_SEED)
    assert not [row for row in rows if row.solved and abs(row.difference) > STANDARD_ERRORS * row.standard_error]
    table = bent.sample(20_000, 5)
    assert CarriedKnowledge(table, bent.crosswalk).contradicted == []
    assert CarriedKnowledge(population.sample(20_000, 5), bent.crosswalk).contradicted


def _with_shares(margin):
    """As many firms must say the one as the other where two answers mean the same."""
    if getattr(margin, "fact", "") == "quality_change":
        return margin.model_copy(update={"shares": {"decreased": 8.0, "unchanged": 60.0, "increased": 32.0}})
    return margin


@pytest.mark.parametrize(
    ("target", "words"),
    [
        (says("digital_talent", "talent_pipeline"), "can be in the first 1 classes"),
        (says("information_service_coverage", "one"), "contradict the relation 'too_much'"),
    ],
    ids=["more firms than the figure has", "an answer that is counted from others"],
)
def test_a_relation_that_the_figures_cannot_keep_to_is_refused(population, target, words):
    made_up = relation("too_much", "implies", at_least("scene_finance", "l1"), target)
    with pytest.raises(InputRefused) as refused:
        with_relations(population, population.spec, 20_000, made_up)
    (problem,) = refused.value.problems
    assert words in problem.message.en
    assert problem.where.startswith("seeds/population.yaml:")


def test_answers_of_one_area_hang_together_more_than_answers_of_two(fresh):
    def correlation(a: str, b: str) -> float:
        return float(np.corrcoef(fresh.columns[a].values, fresh.columns[b].values)[0, 1])

    within = correlation("scene_procurement", "scene_warehouse_logistics")
    across = correlation("scene_procurement", "scene_energy")
    assert within > across + 0.1 > 0.2


IMPOSSIBLE: dict[str, tuple[str, str, str, str]] = {
    "shares that do not add up": ("nanchang: 16", "nanchang: 26", "profile.cities", "110"),
    "an unknown option": ("ganjiang_new_area: 1}", "atlantis: 1}", "profile.cities.atlantis", "no option 'atlantis'"),
    "a mean outside 0..100": ("mean: 45.2", "mean: 130", "mean", "below 100"),
    "a higher step reached by more firms": ("l2: 37,", "l2: 90,", "at_least", "higher option"),
    "an either below one of its parts": ("share: 54.1", "share: 4.1", "share", "alone already has"),
    "a figure from the future": ("2022-03-31, source: ykt", "2222-03-31, source: ykt", "basis.date", "future"),
    "a source that is not described": ("source: ykt_2022", "source: hearsay", "basis.source", "no source 'hearsay'"),
    "loadings that leave no room": ("{general: 0.6, own: 0.6}", "{general: 0.9, own: 0.6}", "areas.equipment", "room"),
    "a scale that nobody reaches": ("at_least: 2000", "at_least: 90000000", "revenue_at_least", "as large"),
    "a size group without firms": ("employees: [10, 49]", "employees: [1, 2]", "size_gradient", "no modelled firm"),
    "a slope that cannot exist": ("share: 68.85", "share: 0.00001", "size_gradient.groups", "no slope"),
    "a chain in no group": ("chains: [textiles_apparel]", "chains: [food]", "chain_groups", "exactly one group"),
    "a margin before what it rests on": ("other: industrial_platform_use", "other: later", "other", "must come before"),
    "a fact with two margins": ("fact: data_security\n", "fact: network_security\n", "margins.", "margin already"),
    "bands of persons with a gap": ("{start: 20, stop: 99", "{start: 30, stop: 99", "employees.1", "follow on"),
    "an unknown key": ("home_weight: 3", "home_wait: 3", "home_wait", "unknown key"),
}


def load_and_calibrate(root):
    bank = default_bank()
    spec, source = load_population(root, bank)
    crosswalk = load_crosswalk(content_root() / "questionnaires" / "crosswalk.yaml", bank)
    return calibrate(spec, bank, source, crosswalk, n=20_000)


@pytest.mark.parametrize("what", IMPOSSIBLE)
def test_impossible_margins_are_refused_with_file_line_and_key(what, tmp_path):
    old, new, key, words = IMPOSSIBLE[what]
    text = (content_root() / "seeds" / "population.yaml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "seeds" / "population.yaml"
    path.parent.mkdir()
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputRefused) as refused:
        load_and_calibrate(tmp_path)
    problem = next(p for p in refused.value.problems if words in p.message.en)
    place, _, where = problem.where.partition(" ")
    assert place.startswith("seeds/population.yaml:")
    assert int(place.rsplit(":", 1)[1]) > 1
    assert key in where
    assert problem.message.zh
    assert problem.remedy.zh


def test_the_check_of_all_content_solves_the_population(tmp_path):
    """Only solving finds margins that contradict each other; nothing else of the content is wrong."""
    for folder in ("questionnaires", "seeds", "models"):
        shutil.copytree(content_root() / folder, tmp_path / folder)
    path = tmp_path / "seeds" / "population.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("share: 54.1", "share: 4.1", 1), encoding="utf-8")
    problems, _ = check_everything(tmp_path)
    assert [("alone already has" in p.message.en, p.where.split(":")[0]) for p in problems] == [
        (True, "seeds/population.yaml")
    ]
