"""Training archetypes: a proper scikit-learn estimator, a choice that can be checked, names that stay, and refusals."""

from __future__ import annotations

import dataclasses
from itertools import combinations

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score
from sklearn.utils.estimator_checks import check_estimator

from assessment.answers import AnswerTable
from assessment.archetypes import choosing, clouds, feature_table, load_model, training
from assessment.archetypes.choosing import TypingCandidate
from assessment.archetypes.clouds import Separation
from assessment.archetypes.estimator import ArchetypeClustering
from assessment.archetypes.latent_class import fit_latent_classes, ordinal_answers
from assessment.archetypes.survey import ArchetypeFinder
from assessment.content.library import default_bank, load_frameworks
from assessment.language import label
from assessment.population import modelled_population
from assessment.problems import InputRefused
from assessment.scoring import Framework, score
from assessment.settings import content_root
from benchmarks.types import STEPS, false_types, found_types, gradient

NAMES = label("测试企业", "test firms")


@pytest.fixture(scope="module")
def framework():
    return Framework(load_frameworks(content_root())["miit@2024"].spec, default_bank())


@pytest.fixture(scope="module")
def model():
    return load_model(content_root())


@pytest.fixture
def quick(monkeypatch):
    """Fewer candidates and fits; the rules stay as they are."""
    monkeypatch.setattr(choosing, "NUMBERS", range(3, 5))
    monkeypatch.setattr(choosing, "BOOTSTRAPS", 3)
    monkeypatch.setattr(clouds, "CLOUDS", 3)
    monkeypatch.setattr(clouds, "ROWS", 1000)
    monkeypatch.setattr(training, "COMPARED_FIRMS", 4500)


def features_of(model, framework, n: int, seed: int) -> np.ndarray:
    table = modelled_population().sample(n, seed)
    return feature_table(model.spec, table, score(framework, table)).low


def candidate(**changes) -> TypingCandidate:
    plain = {"method": "k-means", "types": 4, "stability": 0.95, "worst": 0.9, "silhouette": 0.2, "smallest": 0.2}
    return TypingCandidate(**{**plain, "explained": 0.5, **changes})


def test_the_estimator_passes_the_checks_of_scikit_learn():
    results = check_estimator(ArchetypeClustering(), on_skip=None)
    assert {result["status"] for result in results} <= {"passed", "skipped"}
    assert [result["check_name"] for result in results if result["status"] == "skipped"] == ["check_array_api_input"]


def test_the_estimator_works_on_any_table_of_numbers():
    rng = np.random.default_rng(0)
    centres = np.array([[0, 0, 0], [6, 0, 3], [0, 8, 5]])
    truth = rng.integers(0, 3, 900)
    data = centres[truth] + rng.normal(size=(900, 3)) + 100
    found = ArchetypeClustering(3, random_state=0).fit(data)
    assert adjusted_rand_score(truth, found.labels_) > 0.97
    assert found.shares_.sum() == pytest.approx(1)
    assert found.get_feature_names_out().tolist() == [f"archetypeclustering{i}" for i in range(3)]


# -- types in anybody's table -----------------------------------------------------------------------------------------


def survey(n: int, seed: int, types: bool) -> tuple[np.ndarray, np.ndarray]:
    """Five questions from 1 to 5 with gaps: three kinds of firms, or one gradient without any kinds."""
    rng = np.random.default_rng(seed)
    kinds = rng.choice(3, n, p=[0.4, 0.35, 0.25])
    profiles = np.array([[1.5, 1.5, 2, 1.5, 2], [3, 4.2, 3, 2, 4], [4.5, 4.5, 4.2, 4.6, 4.4]])
    middle = profiles[kinds] if types else 3 + 0.9 * rng.normal(size=(n, 1))
    answers = np.clip(np.round(middle + rng.normal(0, 0.7, (n, 5))), 1, 5)
    answers[rng.random(answers.shape) < 0.08] = np.nan
    return answers, kinds


@pytest.fixture
def small_clouds(monkeypatch):
    """Fewer clouds to hold the types against; the rules stay as they are."""
    monkeypatch.setattr(choosing, "SILHOUETTE_FIRMS", 400)
    monkeypatch.setattr(clouds, "CLOUDS", 5)


def finder(**changes) -> ArchetypeFinder:
    return ArchetypeFinder(**{"numbers": (2, 3, 4), "bootstraps": 4, "random_state": 0, **changes})


def test_the_finder_passes_the_checks_of_scikit_learn(small_clouds):
    results = check_estimator(finder(numbers=(2,), bootstraps=2), on_skip=None)
    assert {result["status"] for result in results} <= {"passed", "skipped"}


def test_the_finder_finds_how_many_kinds_there_are_in_a_survey_with_gaps(small_clouds):
    answers, kinds = survey(800, 1, types=True)
    found = finder(numbers=(2, 3), bootstraps=3).fit(answers[:400])
    assert (found.n_clusters_, found.clusters_) == (3, True)
    assert adjusted_rand_score(kinds[400:], found.predict(answers[400:])) > 0.8
    other = finder(numbers=(3,), bootstraps=2, random_state=9).fit(answers[200:600])
    assert adjusted_rand_score(found.predict(answers[600:]), other.predict(answers[600:])) > 0.9
    np.testing.assert_allclose(found.predict_proba(answers).sum(axis=1), 1)


def test_a_gradient_is_never_called_types_that_stand_apart(small_clouds):
    found = finder(numbers=(2, 3), bootstraps=3).fit(survey(800, 1, types=False)[0])
    assert not found.clusters_
    assert "没有稳定的类型" in found.verdict_.zh or "渐变" in found.verdict_.zh


@pytest.mark.parametrize(
    "data",
    [np.ones((50, 3)), np.random.default_rng(1).normal(size=(4, 3)), np.full((30, 2), np.nan)],
    ids=["constant columns", "fewer rows than types", "nothing answered"],
)
def test_a_table_without_types_is_one_type_and_no_error(data):
    found = finder().fit(data)
    assert found.n_clusters_ == 1
    assert not found.predict(data).any()


def test_what_is_no_table_of_numbers_is_refused():
    for bad in ([["a", "b"], ["c", "d"]], [[1.0, np.inf], [2.0, 3.0]], [1.0, 2.0]):
        with pytest.raises(ValueError, match=r"string|infinity|2D"):
            finder().fit(bad)


# -- our own types ----------------------------------------------------------------------------------------------------


def test_types_trained_on_different_firms_agree_on_firms_that_neither_saw(model, framework):
    """Held-out stability: two disjoint samples, one verdict."""
    judged = features_of(model, framework, 6000, 31)
    types = len(model.artefact.types)
    first, second = (
        ArchetypeClustering(types, random_state=0).fit(features_of(model, framework, 8000, seed)).predict(judged)
        for seed in (32, 33)
    )
    assert adjusted_rand_score(first, second) > 0.85
    committed = model.geometry.closeness(judged).argmax(axis=1)
    assert adjusted_rand_score(first, committed) > 0.85


# -- the choice -------------------------------------------------------------------------------------------------------


def test_of_a_gradient_as_many_stretches_are_chosen_as_pass_every_test():
    four, five = candidate(types=4), candidate(types=5, smallest=0.15)
    unstable = candidate(types=6, worst=0.5)
    tiny = candidate(types=7, smallest=0.05)
    blurred = candidate(types=7, silhouette=0.1)
    found = choosing.tested([four, five, unstable, tiny, blurred])
    assert [one.passes for one in found] == [True, True, False, False, False]
    chosen = choosing.choose(found, [separation(types=4, explained=0.41), separation(types=5, explained=0.41)])
    assert chosen is not None
    assert chosen.types == 5


def separation(**changes) -> Separation:
    plain = {"types": 4, "explained": 0.6, "cloud": 0.4, "cloud_spread": 0.01, "border": 0.15}
    return Separation(**{**plain, **changes})


@pytest.mark.parametrize(
    ("apart", "chosen"),
    [
        ({3: 0.55, 4: 0.60, 5: 0.605}, 4),
        ({3: 0.595, 4: 0.60, 5: 0.60}, 3),
        ({3: 0.45, 4: 0.42, 5: 0.60}, 5),
    ],
    ids=["one more splits a type", "the least of those as good", "the coarse ones are none"],
)
def test_where_types_stand_apart_there_are_as_many_as_explain_it(apart, chosen):
    candidates = choosing.tested([candidate(types=types) for types in (3, 4, 5, 6)])
    found = choosing.choose(candidates, [separation(types=k, explained=value) for k, value in apart.items()])
    assert found is not None
    assert found.types == chosen


def test_types_with_a_crowded_border_do_not_stand_apart():
    assert separation().clusters
    assert not separation(border=0.24).clusters
    assert not separation(cloud_spread=0.08).clusters


def test_a_rival_that_does_better_is_told():
    found = choosing.tested([candidate(), candidate(method="latent classes", types=5)])
    chosen = choosing.choose(found, [])
    assert chosen is not None
    assert [rival.method for rival in choosing.better_rivals(chosen, found)] == ["latent classes"]


def test_nothing_is_chosen_when_nothing_passes():
    assert choosing.choose(choosing.tested([candidate(stability=0.4)]), [separation()]) is None


def judged(data: np.ndarray, types: int) -> Separation:
    z = (data - data.mean(axis=0)) / data.std(axis=0)
    return clouds.separations(z, np.ones(z.shape, bool), [types], 0)[0]


def test_real_clusters_are_told_from_a_gradient():
    rng = np.random.default_rng(1)
    assert judged(np.repeat(np.eye(4) * 12, 300, axis=0) + rng.normal(size=(1200, 4)), 4).clusters
    assert not judged(np.exp(rng.multivariate_normal(np.zeros(4), 0.5 + 0.5 * np.eye(4), 1200)), 4).clusters


@pytest.mark.parametrize("steps", STEPS.values(), ids=STEPS)
def test_a_cloud_has_the_correlations_of_the_firms_after_it_was_cut(steps):
    survey = gradient(1500, 6, 2, steps, 3, skewed=True)
    z = (survey - survey.mean(axis=0)) / survey.std(axis=0)
    known = np.random.default_rng(1).random(z.shape) > 0.1
    z = np.where(known, z, 0.0)
    latent = clouds.cut_correlations(z, known)
    made = [clouds.cloud(z, known, latent, np.random.default_rng(i)) for i in range(8)]
    assert not any(cloud[~known].any() for cloud in made)
    for i, j in combinations(range(6), 2):
        both = known[:, i] & known[:, j]
        own, *of_clouds = (np.corrcoef(table[both, i], table[both, j])[0, 1] for table in (z, *made))
        assert np.mean(of_clouds) == pytest.approx(own, abs=0.04)


@pytest.mark.parametrize("steps", STEPS.values(), ids=STEPS)
def test_no_gradient_is_called_types_however_its_questions_are_cut(steps, small_clouds):
    """One survey of those in docs/archetypes.md, with one factor and skewed margins."""
    assert not any(false_types(1, steps, range(1, 2)))


@pytest.mark.parametrize("types", [2, 4, 6])
def test_as_many_planted_groups_are_found_as_were_planted(types, small_clouds):
    assert all(found_types(types, STEPS["5"], range(1)))


def test_latent_classes_are_found_where_they_exist():
    rng = np.random.default_rng(2)
    truth = rng.integers(0, 3, 1500)
    favourite = np.array([[0, 0, 1, 2, 0, 1], [1, 2, 0, 0, 2, 0], [2, 1, 2, 1, 1, 2]])
    noise = rng.random((1500, 6)) < 0.25
    codes = np.where(noise, rng.integers(0, 3, (1500, 6)), favourite[truth])
    found = fit_latent_classes(codes, [3] * 6, 3, seed=0)
    assert adjusted_rand_score(truth, found.predict(codes)) > 0.9


def test_ordinal_answers_cover_what_the_features_rest_on(model, framework):
    table = modelled_population().sample(50, 1)
    codes, options = ordinal_answers(model.spec, framework, table)
    assert codes.shape == (50, len(options))
    assert (codes >= 0).all()
    assert (codes < options).all()
    # 16 scenes, 4 + 14 + 4 + 4 + 4 + 5 ticks, the plan's progress, two rates
    assert len(options) == 16 + 35 + 1 + 2


# -- names ------------------------------------------------------------------------------------------------------------


def test_a_retrained_model_keeps_the_names_though_its_labels_move(model):
    names, apart = training.match_names(model.spec, model.geometry)
    assert names == [one.archetype for one in model.artefact.types]
    order = [2, 0, 3, 1]
    moved = dataclasses.replace(model.geometry, centres=model.geometry.centres[order] + 0.1)
    renamed, _ = training.match_names(model.spec, moved)
    assert renamed == [names[i] for i in order]
    assert max(apart) < 0.1


def test_a_new_type_gets_no_old_name(model):
    centres = np.vstack([model.geometry.centres, np.tile([3.0, -2.0], 6)[:11]])
    names, _ = training.match_names(model.spec, dataclasses.replace(model.geometry, centres=centres))
    assert names == [*(one.archetype for one in model.artefact.types), None]


def test_no_two_types_get_the_same_name(model):
    centres = np.vstack([model.geometry.centres, model.geometry.centres[0] + 0.05])
    names, _ = training.match_names(model.spec, dataclasses.replace(model.geometry, centres=centres))
    given = [name for name in names if name]
    assert len(given) == len(set(given)) == 4


# -- training ---------------------------------------------------------------------------------------------------------


def test_training_on_modelled_firms_gives_a_sealed_model_and_a_report(model, framework, quick):
    firms = training.modelled_firms(modelled_population(), 4, n=4500)
    artefact, report = training.train(firms, framework, model.spec, 4)
    assert artefact.hashed() == artefact.sha256
    assert artefact.training.modelled
    assert artefact.training.marking is not None
    assert set(artefact.training.libraries) == {"numpy", "scipy", "scikit-learn"}
    assert report.chosen.passes
    assert report.beats_grid
    assert {one.method for one in report.candidates} == {"k-means", "Gaussian mixture", "latent classes"}
    assert not report.separation.clusters


def test_training_on_own_firms_says_so_and_carries_no_marking(model, framework, quick, tmp_path):
    own = training.own_firms(modelled_population().sample(3000, 6), NAMES)
    artefact, report = training.train(own, framework, model.spec, 6)
    assert not artefact.training.modelled
    assert artefact.training.marking is None
    for folder in ("seeds", "models"):
        (tmp_path / folder).mkdir()
    (tmp_path / "seeds" / "archetypes.yaml").write_bytes((content_root() / "seeds" / "archetypes.yaml").read_bytes())
    paths = training.write_trained(tmp_path, artefact, report)
    assert [path.name for path in paths] == ["archetypes.json", "archetypes.zh.md", "archetypes.md"]
    assert "测试企业" in paths[1].read_text(encoding="utf-8")
    card = paths[2].read_text(encoding="utf-8")
    assert "test firms" in card
    assert "Modelled reference" not in card
    assert load_model(tmp_path).artefact == artefact


def test_too_few_complete_firms_are_refused_and_the_old_model_stays(model, framework):
    few = modelled_population().sample(150, 1)
    with pytest.raises(InputRefused) as refused:
        training.train(training.own_firms(few, NAMES), framework, model.spec, 1)
    assert "only 150 firms" in refused.value.problems[0].message.en
    assert "the present model stays" in refused.value.problems[0].remedy.en


def test_firms_without_any_pattern_are_refused(model, framework, quick):
    """Answers drawn at random, each by itself: what looks like a type in one sample is gone in the next."""
    table = modelled_population().sample(900, 2)
    rng = np.random.default_rng(3)
    columns = {
        fact: dataclasses.replace(column, values=rng.permutation(column.values))
        for fact, column in table.columns.items()
        if not fact.startswith(("equipment", "key_processes", "production_mode"))
    }
    shuffled = AnswerTable(table.bank, table.ids, {**table.columns, **columns})
    with pytest.raises(InputRefused) as refused:
        training.train(training.own_firms(shuffled, NAMES), framework, model.spec, 3)
    assert "no stable types" in refused.value.problems[0].message.en
