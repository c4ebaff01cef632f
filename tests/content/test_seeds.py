"""The shipped seeds: complete, sourced, in both languages; and wrong files refused with file, line and key."""

from __future__ import annotations

import datetime
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from assessment.benchmarks import load_benchmarks
from assessment.content.bank import FactBank
from assessment.content.centres import load_centres
from assessment.content.counties import WHOLE, load_counties
from assessment.content.facts import ChoiceFact
from assessment.content.frameworks import FrameworkFile
from assessment.content.hands import load_hands
from assessment.content.library import load_frameworks
from assessment.content.measures import load_measures
from assessment.content.programmes import load_programmes
from assessment.content.proofs import load_proofs
from assessment.content.regions import Regions, load_regions
from assessment.content.respondents import load_respondents
from assessment.content.size_classes import load_size_rules
from assessment.content.support import load_support
from assessment.content.tender import load_tender_terms
from assessment.content.troubles import load_troubles
from assessment.language import Label
from assessment.problems import InputRefused
from tests.conftest import ROOT

TODAY = datetime.date(2026, 11, 23)
WRONG = ROOT / "tests" / "wrong_content"
CHINESE = re.compile(r"[\u3400-\u9fff\u3000-\u303f]")

Loader = Callable[[Path, FactBank, dict[str, FrameworkFile]], object]
KINDS: dict[str, tuple[str, Loader]] = {
    "size_classes": ("seeds/size_classes.yaml", lambda root, bank, _: load_size_rules(root, bank)),
    "benchmark_indicators": (
        "seeds/benchmarks/indicators.yaml",
        lambda root, bank, _: load_benchmarks(root, bank, TODAY),
    ),
    "benchmark_values": ("seeds/benchmarks/values.yaml", lambda root, bank, _: load_benchmarks(root, bank, TODAY)),
    "maturity_shares": (
        "seeds/benchmarks/maturity_shares.yaml",
        lambda root, bank, _: load_benchmarks(root, bank, TODAY),
    ),
    "eu_digital_intensity": (
        "seeds/benchmarks/eu_digital_intensity.yaml",
        lambda root, bank, _: load_benchmarks(root, bank, TODAY),
    ),
    "regions": ("seeds/regions.yaml", lambda root, bank, _: load_regions(root, bank)),
    "counties": ("seeds/counties.yaml", lambda root, bank, _: load_counties(root, bank)),
    "programmes": ("seeds/programmes.yaml", load_programmes),
    "support": ("seeds/support.yaml", lambda root, *_: load_support(root)),
    "hands": ("seeds/hands.yaml", lambda root, *_: load_hands(root)),
    "proofs": ("seeds/proofs.yaml", lambda root, bank, _: load_proofs(root, bank)),
    "centres": ("seeds/centres.yaml", lambda root, bank, _: load_centres(root, bank)),
    "respondents": ("seeds/respondents.yaml", lambda root, bank, _: load_respondents(root, bank)),
    "tender": ("seeds/tender.yaml", lambda root, *_: load_tender_terms(root)),
    "troubles": (
        "seeds/troubles.yaml",
        lambda root, bank, _: load_troubles(root, bank, load_measures(ROOT, bank).measures),
    ),
}
WRONG_FILES = [(kind, path) for kind in KINDS for path in sorted((WRONG / kind).glob("*.yaml"))]


@pytest.fixture(scope="module")
def editions() -> dict[str, FrameworkFile]:
    return {found.spec.id: found.spec for found in load_frameworks(ROOT).values()}


@pytest.fixture(scope="module")
def regions(bank: FactBank) -> Regions:
    return load_regions(ROOT, bank)


@pytest.mark.parametrize("kind", KINDS)
def test_the_shipped_file_is_accepted(kind: str, bank: FactBank, editions: dict[str, FrameworkFile]) -> None:
    assert KINDS[kind][1](ROOT, bank, editions) is not None


@pytest.mark.parametrize(("kind", "wrong"), WRONG_FILES, ids=[f"{kind}/{path.stem}" for kind, path in WRONG_FILES])
def test_a_wrong_file_is_refused_with_its_place(
    kind: str, wrong: Path, bank: FactBank, editions: dict[str, FrameworkFile], tmp_path: Path
) -> None:
    target, load = KINDS[kind]
    shutil.copytree(ROOT / "seeds" / "benchmarks", tmp_path / "seeds" / "benchmarks")
    shutil.copy(wrong, tmp_path / target)
    expected = wrong.read_text(encoding="utf-8").splitlines()[0].removeprefix("# expect:").split("|")
    with pytest.raises(InputRefused) as refused:
        load(tmp_path, bank, editions)
    told = [problem.sentence("en") for problem in refused.value.problems]
    assert any(all(words.strip() in sentence for words in expected) for sentence in told), told
    assert all(CHINESE.search(problem.sentence("zh")) for problem in refused.value.problems)


def test_every_kind_of_seed_has_wrong_files() -> None:
    assert {kind for kind, _ in WRONG_FILES} == set(KINDS)


def _labels(value: object) -> Iterator[Label]:
    if isinstance(value, Label):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _labels(getattr(value, name))
    elif isinstance(value, dict | tuple | list):
        for child in value.values() if isinstance(value, dict) else value:
            yield from _labels(child)


def test_english_texts_hold_no_chinese_and_chinese_texts_are_chinese(
    bank: FactBank, editions: dict[str, FrameworkFile], regions: Regions
) -> None:
    published = load_benchmarks(ROOT, bank, TODAY)
    seeds: list[object] = [
        load_size_rules(ROOT, bank),
        regions,
        load_counties(ROOT, bank),
        load_programmes(ROOT, bank, editions),
        load_support(ROOT),
        load_troubles(ROOT, bank, load_measures(ROOT, bank).measures),
        load_tender_terms(ROOT),
        load_respondents(ROOT, bank),
        load_proofs(ROOT, bank),
        published.indicators,
        published.geographies,
        published.values,
        published.maturity,
        published.progress,
        published.intensity,
    ]
    labels = list(_labels(seeds))
    assert len(labels) > 300
    assert [label.en for label in labels if CHINESE.search(label.en)] == []
    foreign = {label.zh for label in labels if not CHINESE.search(label.zh)}
    assert foreign <= {"%", "VR"}


class TestRegions:
    def test_twelve_areas_and_twelve_chains(self, regions: Regions) -> None:
        assert len(regions.areas) == len(regions.chains) == 12
        assert len(regions.clusters) == 6
        assert len(regions.tracks) == 20

    def test_the_map_keeps_neighbours_together_and_north_up(self, regions: Regions) -> None:
        tile = {area.id: area.tile for area in regions.areas}
        places = {(t.column, t.row) for t in tile.values()}
        for column, row in places:
            assert places & {(column + 1, row), (column - 1, row), (column, row + 1), (column, row - 1)}
        assert tile["jiujiang"].row == min(t.row for t in tile.values())
        assert tile["ganzhou"].row == max(t.row for t in tile.values())
        assert tile["pingxiang"].column == min(t.column for t in tile.values())
        assert tile["shangrao"].column == max(t.column for t in tile.values())

    def test_areas_and_chains_are_called_as_in_the_questionnaire(self, regions: Regions, bank: FactBank) -> None:
        for fact, entries in (("city", regions.areas), ("chain", regions.chains)):
            question = bank.facts[fact]
            assert isinstance(question, ChoiceFact)
            asked = {option.id: option.label for option in question.options}
            assert {entry.id: entry.label for entry in entries} == {entry.id: asked[entry.id] for entry in entries}

    def test_the_target_that_is_also_a_benchmark_is_the_same_number(self, regions: Regions, bank: FactBank) -> None:
        target = next(t for t in regions.plan_targets if t.id == "networked_cloud_firms")
        [published] = load_benchmarks(ROOT, bank, TODAY).series("networked_cloud_firms", "jiangxi", "target")
        assert published.value is not None
        assert published.value * 10_000 == target.value
        assert published.date == target.due

    def test_an_unknown_area_is_an_error(self, regions: Regions) -> None:
        assert regions.area("yingtan").label.zh == "鹰潭"
        with pytest.raises(KeyError):
            regions.area("changsha")


class TestMaturity:
    def test_complete_samples_add_up_and_cover_their_scale_without_overlap(self, bank: FactBank) -> None:
        for sample in load_benchmarks(ROOT, bank, TODAY).maturity.distributions:
            if sample.scale == "gbt_39116_level":
                levels = [level for p in sample.parts for level in range(int(p.low or 0), int(p.high or 0) + 1)]
                assert levels == [0, 1, 2, 3, 4, 5]
                assert sum(p.percent for p in sample.parts) == pytest.approx(100)

    def test_every_sample_names_its_firms(self, bank: FactBank) -> None:
        maturity = load_benchmarks(ROOT, bank, TODAY).maturity
        assert all(sample.population.zh for sample in maturity.distributions)
        assert len(maturity.distributions) == 6
        assert len(maturity.shares) == 8


def test_the_european_classes_are_the_levels_of_the_framework(
    bank: FactBank, editions: dict[str, FrameworkFile]
) -> None:
    levels = editions["eurostat-dii-v3"].levels
    classes = load_benchmarks(ROOT, bank, TODAY).intensity.classes
    assert [level.requires[0].at_least for level in levels] == [entry.low for entry in classes]
    assert [level.name.zh for level in levels] == [entry.label.zh for entry in classes]


def test_a_hundred_counties_each_in_its_city_and_every_area_code_tells_its_place(bank: FactBank) -> None:
    counties = load_counties(ROOT, bank)
    assert len(counties.counties) == 100
    assert counties.fidelity == "secondary"
    assert counties.source.date is not None
    assert sum(len(counties.below(city.id)) for city in counties.cities) == 100
    assert counties.place(counties.code("nanchang", "360121")) == ("nanchang", "360121")
    assert counties.place(counties.code("ganjiang_new_area", None)) == ("ganjiang_new_area", None)
    assert counties.place(counties.code(None, None)) == counties.place(WHOLE) == (None, None)
    assert counties.name("360981", bank).zh == "宜春丰城市"
    fact = bank.facts["city"]
    assert isinstance(fact, ChoiceFact)
    read_as = {option.id: set(option.also_called) for option in fact.options}
    named = {city.id: {one.label.zh for one in counties.below(city.id)} for city in counties.cities}
    assert read_as == named, "a cell that names only a county is read as its city"
    for words, code in {
        "丰城市": "360981",
        "丰城": "360981",
        "江西省宜春市丰城市示例镇": "360981",
        "宜春": None,
    }.items():
        assert counties.county_in("yichun", words, bank) == code
    for unknown in ("360199", "440100", ""):
        with pytest.raises(KeyError):
            counties.place(unknown)
