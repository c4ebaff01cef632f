"""Archetypes: placing firms, telling what is uncertain, refusing altered models, and training that can say no."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import numpy as np
import pytest

from assessment.answers import AnswerTable
from assessment.archetypes import Features, assign, drift, feature_table, load_model, nearest, place
from assessment.archetypes.artefact import PLACE, Artefact
from assessment.archetypes.nearest import UNPLACED
from assessment.content.archetypes import load_archetypes
from assessment.content.library import default_bank, load_frameworks
from assessment.population import modelled_population
from assessment.problems import InputRefused
from assessment.scoring import Framework, score
from assessment.settings import content_root


@pytest.fixture(scope="module")
def framework():
    return Framework(load_frameworks(content_root())["miit@2024"].spec, default_bank())


@pytest.fixture(scope="module")
def model():
    return load_model(content_root())


@pytest.fixture(scope="module")
def firms() -> AnswerTable:
    return modelled_population().sample(4000, 77)


@pytest.fixture(scope="module")
def features(model, framework, firms) -> Features:
    return feature_table(model.spec, firms, score(framework, firms))


def without(table: AnswerTable, row: int, *facts: str) -> AnswerTable:
    """One firm of a table, with some facts taken away."""
    record = {fact: value for fact, value in table.record(row).items() if fact not in facts}
    return AnswerTable.from_records(table.bank, [record])[0]


def exact(values) -> Features:
    return Features(np.atleast_2d(values), np.atleast_2d(values))


def centre(model, code: int) -> np.ndarray:
    geometry = model.geometry
    return geometry.centres[code] * geometry.scale + geometry.mean


# -- features ---------------------------------------------------------------------------------------------------------


def test_features_of_complete_answers_are_points_between_0_and_1(features):
    np.testing.assert_array_equal(features.low, features.high)
    assert features.low.min() >= 0
    assert features.high.max() <= 1


def test_features_are_what_a_person_would_compute(model, features, firms):
    names = [feature.id for feature in model.spec.features]
    answers = {fact: column.values for fact, column in firms.columns.items()}
    supply = (answers["scene_procurement"].astype(float) + answers["scene_warehouse_logistics"]) / 8
    np.testing.assert_allclose(features.low[:, names.index("scenes_supply")], supply)
    rate = answers["equipment_digital"] / answers["equipment_total"]
    np.testing.assert_allclose(features.low[:, names.index("equipment_digital")], rate)
    talent = sum(answers["digital_talent"].astype(int) >> i & 1 for i in range(5)) / 5
    np.testing.assert_allclose(features.low[:, names.index("people")], talent)


def test_a_missing_answer_opens_its_feature_around_the_true_value(model, framework, firms, features):
    for row in range(30):
        partial = without(firms, row, "equipment_digital", "scene_procurement", "network_security")
        found = feature_table(model.spec, partial, score(framework, partial))
        assert (found.low[0] <= features.low[row] + 1e-12).all()
        assert (found.high[0] >= features.high[row] - 1e-12).all()
        assert (found.known[0] < 1).sum() == 3


# -- placing ----------------------------------------------------------------------------------------------------------


def test_importing_and_placing_needs_no_scikit_learn():
    code = (
        "import sys, assessment.archetypes as a; from assessment.settings import content_root;"
        "a.load_model(content_root()); print('sklearn' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_placing_is_identical_to_scikit_learn(model, features):
    from sklearn.cluster import KMeans

    from assessment.archetypes.estimator import ArchetypeClustering

    estimator = ArchetypeClustering(4, random_state=3).fit(features.low)
    geometry = estimator.geometry_
    z = (features.low - features.low.mean(axis=0)) / features.low.std(axis=0)
    plain = KMeans(4, n_init=10, random_state=3).fit(z)
    order = np.argsort(np.argsort(plain.cluster_centers_.mean(axis=1)))
    np.testing.assert_array_equal(order[plain.predict(z)], geometry.closeness(features.low).argmax(axis=1))
    np.testing.assert_array_equal(estimator.predict(features.low), geometry.closeness(features.low).argmax(axis=1))
    distances = plain.transform(z)[:, np.argsort(plain.cluster_centers_.mean(axis=1))]
    np.testing.assert_allclose(estimator.transform(features.low) * np.sqrt(z.shape[1]), distances, atol=1e-9)


def test_memberships_are_those_of_equal_spheres(model, features):
    geometry = model.geometry
    z = geometry.standardised(features.low)
    squared = ((z[:, None, :] - geometry.centres[None]) ** 2).mean(axis=2)
    weights = np.exp(-squared * geometry.independent / (2 * geometry.within.mean()))
    expected = weights / weights.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(place(model, features).memberships, expected, atol=1e-9)


def test_many_firms_in_blocks_are_placed_as_plain_arithmetic_places_them(model, features, monkeypatch):
    """Complete, partly and wholly open firms: the same types, memberships and outliers as one long formula gives."""
    monkeypatch.setattr(nearest, "BLOCK", 64)
    rng = np.random.default_rng(4)
    some = features.low[:1000]
    wide = np.where(rng.random(some.shape) < 0.4, rng.random(some.shape), 0) * (rng.random(len(some)) < 0.6)[:, None]
    wide[::50] = 1.0
    open_ = Features(np.maximum(some - wide, 0), np.minimum(some + wide, 1))
    found, geometry = place(model, open_), model.geometry
    z = geometry.standardised((open_.low + open_.high) / 2)
    known = 1 - (open_.high - open_.low)
    weight = known.sum(axis=1)
    squared = (known[:, None, :] * (z[:, None, :] - geometry.centres[None]) ** 2).sum(axis=2)
    distance = np.divide(squared, weight[:, None], out=np.zeros_like(squared), where=weight[:, None] > 0)
    enough = known.mean(axis=1) >= model.spec.enough_known
    np.testing.assert_array_equal(found.codes, np.where(enough, distance.argmin(axis=1), UNPLACED))
    shares = np.exp(-distance * geometry.independent / (2 * geometry.within.mean()))
    np.testing.assert_allclose(found.memberships, shares / shares.sum(axis=1, keepdims=True), atol=1e-9)
    np.testing.assert_allclose(found.known, known.mean(axis=1), atol=1e-12)
    complete = (wide == 0).all(axis=1)
    np.testing.assert_array_equal(found.outliers, complete & (distance.min(axis=1) > geometry.outlier))
    assert 0 < found.outliers.sum() < complete.sum() < len(some)
    assert (found.codes == UNPLACED).any()


def test_a_firm_at_the_middle_of_a_type_clearly_belongs_to_it(model):
    for code in range(len(model.artefact.types)):
        result = place(model, exact(centre(model, code))).of(0)
        assert result.archetype == model.identifier(code)
        assert result.certain
        assert not result.outlier
        assert not result.notes
        assert not result.differs_from_type
        assert result.membership > 0.9
        # Each is told to six decimals.
        assert sum(result.memberships.values()) == pytest.approx(1, abs=1e-5)


def test_how_like_its_type_a_firm_is_claims_no_more_than_is_known(model):
    """Words instead of a membership of 100 %, and by the answers so far where others may still change the type."""
    middle = centre(model, 0)
    known = place(model, exact(middle)).of(0)
    open_ends = np.atleast_2d(middle).copy()
    open_ends[:, 5:] = 1.0
    partly = place(model, Features(np.atleast_2d(middle), open_ends)).of(0)
    assert not partly.certain
    assert any("也可能属于" in note.zh for note in partly.notes)
    assert known.likeness is not None
    assert partly.likeness is not None
    assert known.likeness.zh == "很接近这一类"
    assert partly.likeness.zh.startswith("按已填的回答，")
    assert partly.likeness.en.startswith("by the answers so far, ")


def test_a_firm_between_two_types_is_said_to_be(model):
    result = place(model, exact((centre(model, 0) + centre(model, 1)) / 2)).of(0)
    assert not result.certain
    assert "介于" in result.notes[0].zh
    assert model.name(0).en in result.notes[0].en
    assert model.name(1).en in result.notes[0].en


def test_a_firm_unlike_every_type_is_said_to_be(model):
    result = place(model, exact([1.0, 0.0] * 5 + [1.0])).of(0)
    assert result.outlier
    assert any("不太像" in note.zh for note in result.notes)


def test_about_one_modelled_firm_in_a_hundred_is_unlike_every_type(model, features):
    assert 0.003 < place(model, features).outliers.mean() < 0.025


def test_one_firm_and_a_table_of_firms_give_the_same(model, framework, firms):
    table = modelled_population().sample(12, 5)
    together = assign(model, table, score(framework, table))
    for row, result in enumerate(together):
        alone = table.row(row)
        assert assign(model, alone, score(framework, alone)) == [result]


def test_nothing_answered_gives_no_type_and_says_what_to_answer(model, framework):
    empty = AnswerTable.from_records(default_bank(), [{"city": "nanchang"}])[0]
    (result,) = assign(model, empty, score(framework, empty))
    assert result.archetype is None
    assert result.membership is None
    assert not result.memberships
    assert not result.certain
    assert "Answer the questions" in result.notes[0].en
    assert place(model, feature_table(model.spec, empty, score(framework, empty))).codes.tolist() == [UNPLACED]


def test_an_open_feature_does_not_pull_a_firm_towards_the_middle(model):
    """A firm of the first type with three features open stays there, though their midpoints are those of the last."""
    low, high = centre(model, 0).copy(), centre(model, 0).copy()
    low[:3], high[:3] = 0.0, 1.0
    placements = place(model, Features(low[None], high[None]))
    assert placements.codes.tolist() == [0]
    assert placements.known[0] == pytest.approx(8 / 11)


def test_open_answers_that_could_change_the_type_are_said_to(model):
    low, high = centre(model, 0).copy(), centre(model, 0).copy()
    low[:5], high[:5] = 0.0, 1.0
    result = place(model, Features(low[None], high[None])).of(0)
    assert result.archetype == model.identifier(0)
    assert not result.certain
    assert any("还有回答没有填" in note.zh for note in result.notes)


def test_traits_name_the_largest_differences_with_both_figures(model):
    firm = centre(model, 0).copy()
    firm[0] = 1.0
    result = place(model, exact(firm)).of(0)
    first = result.differs_from_type[0]
    assert first.feature == model.spec.features[0].id
    assert first.value == 1.0
    assert "高于同类" in first.sentence.zh
    assert "100%" in first.sentence.zh
    assert "above your type" in first.sentence.en
    typical = result.typical_of_type
    assert 1 <= len(typical) <= 3
    assert all("低于平均" in trait.sentence.zh for trait in typical)


def test_results_of_a_model_of_modelled_firms_always_say_so(model, framework, firms):
    result = place(model, exact(centre(model, 0))).of(0)
    assert result.modelled
    assert "模拟参照" in result.marking.zh
    assert "Modelled reference" in result.marking.en
    assert result.model == model.artefact.key
    assert json.loads(result.model_dump_json())["marking"]["zh"] == result.marking.zh


# -- the committed model ----------------------------------------------------------------------------------------------


def test_every_type_of_the_committed_model_has_a_name_a_portrait_and_a_next_step(model):
    for code, one in enumerate(model.artefact.types):
        assert one.share > 0.1
        described = model.described(code)
        assert described is not None
        assert described.portrait.zh
        assert described.next_step.en
        assert model.typical(code)


def test_types_run_from_the_least_to_the_most(model):
    order = model.geometry.centres.mean(axis=1)
    assert (np.diff(order) > 0).all()


def test_the_committed_model_can_be_trained_again(model, framework):
    """The same seed and population give the same centres; an edited population file asks for new training."""
    from assessment.archetypes.estimator import ArchetypeClustering

    training = model.artefact.training
    population = modelled_population()
    assert training.data == population.key
    table = population.sample(training.firms, training.seed)
    values = feature_table(model.spec, table, score(framework, table)).low
    again = ArchetypeClustering(len(model.artefact.types), random_state=training.seed).fit(values)
    np.testing.assert_allclose(again.geometry_.centres, model.geometry.centres, atol=1e-4)
    np.testing.assert_allclose(again.geometry_.mean, model.geometry.mean, atol=1e-9)


def test_the_cards_belong_to_the_committed_model_and_population(model):
    for ending in (".md", ".zh.md"):
        assert model.artefact.sha256 in (content_root() / PLACE).with_suffix(ending).read_text(encoding="utf-8")
        card = content_root() / "models" / f"population{ending}"
        assert modelled_population().key in card.read_text(encoding="utf-8")


@pytest.fixture
def home(tmp_path):
    for part in ("seeds/archetypes.yaml", "models/archetypes.json"):
        (tmp_path / part).parent.mkdir(exist_ok=True)
        shutil.copy(content_root() / part, tmp_path / part)
    return tmp_path


def altered_json(home, change) -> None:
    content = json.loads((home / PLACE).read_text(encoding="utf-8"))
    change(content)
    (home / PLACE).write_text(json.dumps(content), encoding="utf-8")


def refused(home) -> str:
    with pytest.raises(InputRefused) as fault:
        load_model(home)
    (problem,) = fault.value.problems
    assert problem.message.zh
    assert problem.remedy.zh
    return f"{problem.where}: {problem.message.en}"


def test_an_altered_model_is_refused(home):
    altered_json(home, lambda content: content["mean"].__setitem__(0, content["mean"][0] + 0.01))
    assert "models/archetypes.json: the model file was altered" in refused(home)


def test_a_model_that_cannot_be_opened_is_refused(home):
    (home / PLACE).unlink()
    (home / PLACE).mkdir()
    assert "models/archetypes.json" in refused(home)
    (home / PLACE).rmdir()
    (home / PLACE).symlink_to(PLACE.name)
    assert "models/archetypes.json" in refused(home)


def test_a_model_of_another_edition_is_refused(home):
    text = (home / PLACE).read_text(encoding="utf-8")
    old = Artefact.model_validate_json(text).model_copy(update={"framework": "miit@2023"})
    (home / PLACE).write_text(old.sealed().model_dump_json(), encoding="utf-8")
    assert "another edition" in refused(home)


def test_a_model_of_other_features_is_refused(home):
    spec = home / "seeds" / "archetypes.yaml"
    text = spec.read_text(encoding="utf-8").replace("zh: 数字化人才, en: digital talent", "zh: 人才, en: talent")
    spec.write_text(text, encoding="utf-8")
    assert "features differ" in refused(home)


def test_a_missing_or_broken_model_is_refused(home):
    (home / PLACE).write_text("{", encoding="utf-8")
    assert "not a model" in refused(home)
    (home / PLACE).unlink()
    assert "no trained model" in refused(home)


def test_a_model_whose_names_are_gone_is_refused(home):
    spec = home / "seeds" / "archetypes.yaml"
    spec.write_text(spec.read_text(encoding="utf-8").replace("id: starting_out", "id: beginners"), encoding="utf-8")
    assert "'starting_out' is missing" in refused(home)


def test_a_prototype_without_a_feature_is_refused_with_file_line_and_key(home):
    spec = home / "seeds" / "archetypes.yaml"
    spec.write_text(spec.read_text(encoding="utf-8").replace(", people: 0.06}", "}"), encoding="utf-8")
    with pytest.raises(InputRefused) as fault:
        load_archetypes(home)
    (problem,) = fault.value.problems
    assert problem.where.startswith("seeds/archetypes.yaml:")
    assert problem.where.endswith("archetypes.0.prototype")
    assert "missing feature 'people'" in problem.message.en


def test_names_and_portraits_can_be_edited_without_training(home):
    spec = home / "seeds" / "archetypes.yaml"
    spec.write_text(spec.read_text(encoding="utf-8").replace("zh: 刚刚起步", "zh: 起步型"), encoding="utf-8")
    assert load_model(home).name(0).zh == "起步型"


# -- drift ------------------------------------------------------------------------------------------------------------


def test_firms_of_the_same_population_have_not_drifted(model, features):
    assert {one.verdict for one in drift(model.artefact, features)} == {"stable"}


def test_firms_of_another_kind_have_drifted_and_the_features_are_named(model, features):
    low = features.low.copy()
    low[:, 0] = np.sqrt(low[:, 0])
    found = drift(model.artefact, Features(low, low))
    assert [one.feature for one in found if one.verdict == "moved"] == [model.spec.features[0].id]
    assert "重新训练" in found[0].sentence.zh


def test_the_index_is_the_textbook_one(model, features):
    bins = model.artefact.bins[0]
    values = features.low[:, 0] ** 2
    counts = np.array(
        [
            ((values > low) & (values <= high)).sum()
            for low, high in zip((-1, *bins.edges), (*bins.edges, 2), strict=True)
        ]
    )
    now, before = counts / counts.sum(), np.array(bins.shares)
    expected = float(np.sum((now - before) * np.log(now / before)))
    found = drift(model.artefact, Features(features.low**2, features.low**2))[0]
    assert found.index == pytest.approx(expected, rel=0.02)
    assert found.firms == len(values)


def test_a_handful_of_firms_is_too_few_to_tell(model, features):
    found = drift(model.artefact, Features(features.low[:15], features.high[:15]))
    assert {one.verdict for one in found} <= {"too_few", "moved"}
    assert "too_few" in {one.verdict for one in found}


def test_no_firms_at_all_is_no_drift(model):
    nobody = np.zeros((0, len(model.spec.features)))
    assert {one.verdict for one in drift(model.artefact, Features(nobody, nobody))} == {"too_few"}
