"""The resource pool as a file: wrong ones are refused with their place, and what was imported is checked again."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from assessment.content.bank import FactBank
from assessment.content.measures import MeasureBook, load_measures
from assessment.content.providers import ProviderPool, imported_pool, load_pool
from assessment.problems import InputRefused
from tests.conftest import ROOT

WRONG = sorted((ROOT / "tests" / "wrong_content" / "providers").glob("*.yaml"))
CHINESE = re.compile(r"[\u3400-\u9fff]")


@pytest.fixture(scope="module")
def book(bank: FactBank) -> MeasureBook:
    return load_measures(ROOT, bank)


@pytest.fixture(scope="module")
def pool(bank: FactBank, book: MeasureBook) -> ProviderPool:
    return load_pool(ROOT, bank, book.measures)


@pytest.fixture
def document(pool: ProviderPool) -> Any:
    """The pool as an import keeps it."""
    return pool.file.model_dump(mode="json")


def folder(at: Path) -> Path:
    """A copy of the shipped folder that may be spoilt."""
    shutil.copytree(ROOT / "seeds" / "providers", at / "seeds" / "providers")
    return at / "seeds" / "providers"


@pytest.mark.parametrize("wrong", WRONG, ids=lambda path: path.stem)
def test_a_wrong_file_is_refused_with_its_place(wrong: Path, bank: FactBank, book: MeasureBook, tmp_path: Path) -> None:
    shutil.copy(wrong, folder(tmp_path) / "pool.yaml")
    expected = wrong.read_text(encoding="utf-8").splitlines()[0].removeprefix("# expect:").split("|")
    with pytest.raises(InputRefused) as refused:
        load_pool(tmp_path, bank, book.measures)
    told = [problem.sentence("en") for problem in refused.value.problems]
    assert any(all(words.strip() in sentence for words in expected) for sentence in told), told
    assert all(CHINESE.search(problem.sentence("zh")) for problem in refused.value.problems)


def test_every_category_has_to_be_explained_once(bank: FactBank, book: MeasureBook, tmp_path: Path) -> None:
    file = folder(tmp_path) / "categories.yaml"
    lines = file.read_text(encoding="utf-8").splitlines()
    without, twice = [line for line in lines if "id: security" not in line], [*lines, lines[-1]]
    for wrong, name in ((without, "security"), (twice, "finance")):
        file.write_text("\n".join(wrong), encoding="utf-8")
        with pytest.raises(InputRefused, match=f"category '{name}' must be explained exactly once"):
            load_pool(tmp_path, bank, book.measures)


def test_what_was_imported_is_the_pool_that_was_checked(
    bank: FactBank, book: MeasureBook, pool: ProviderPool, document: Any
) -> None:
    again = imported_pool(document, pool.categories.values(), bank, book.measures)
    assert again.file == pool.file
    assert again.version == pool.version


def test_an_import_that_names_what_is_no_longer_there_is_refused_by_offer_and_key(
    bank: FactBank, book: MeasureBook, pool: ProviderPool, document: Any
) -> None:
    document["offers"][3]["measures"] = ["abolished"]
    with pytest.raises(InputRefused, match=r"offer_04 measures: there is no measure 'abolished'"):
        imported_pool(document, pool.categories.values(), bank, book.measures)


def test_an_import_that_was_altered_is_refused(
    bank: FactBank, book: MeasureBook, pool: ProviderPool, document: Any
) -> None:
    document["offers"][0]["price_low"] = -5
    del document["offers"][1]["category"]
    with pytest.raises(InputRefused) as refused:
        imported_pool(document, pool.categories.values(), bank, book.measures)
    assert [problem.where for problem in refused.value.problems] == ["offers.0.price_low", "offers.1.category"]


def test_the_version_names_the_content(bank: FactBank, book: MeasureBook, pool: ProviderPool, document: Any) -> None:
    document["offers"][0]["capacity"] += 1
    other = imported_pool(document, pool.categories.values(), bank, book.measures)
    assert other.version.split("-")[:3] == pool.version.split("-")[:3] == ["2026", "11", "23"]
    assert other.version != pool.version
