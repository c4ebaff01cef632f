"""A draft edition: a patch that says only what changes, and whose faults are named where they are."""

import pytest

from assessment.content.drafts import drafted, place_in
from assessment.content.library import load_frameworks
from assessment.problems import InputRefused
from assessment.scoring import Framework
from tests.conftest import ROOT

MIIT = load_frameworks(ROOT)["miit@2024"].spec


def requires(spec, level):
    return {one.node or one.items: int(one.at_least) for one in spec.levels[level - 1].requires}


def test_only_what_is_named_changes():
    made = drafted(MIIT, {"levels": [{"level": 2, "requires": [{"node": "total", "at_least": 45}]}]}, "草案")
    assert requires(made, 2) == requires(MIIT, 2) | {"total": 45} and made.version == "2024-draft"
    untouched = {"levels": MIIT.levels, "version": MIIT.version}
    assert made.model_copy(update=untouched) == MIIT
    assert [one for one in made.levels if one.level != 2] == [one for one in MIIT.levels if one.level != 2]


def test_entries_are_dropped_and_added_and_other_lists_replaced():
    patch = {
        "version": "2027 意见稿",
        "minutes": 9,
        "levels": [{"level": 2, "requires": [{"items": "starred", "drop": True}]}, {"level": 4, "drop": True}],
        "sets": {"starred": {"items": [MIIT.sets["starred"].items[0]]}},
    }
    made = drafted(MIIT, patch, "草案")
    assert set(requires(made, 2)) == {"total", "scenes"} and len(made.levels) == 3
    assert (made.version, made.minutes, len(made.sets["starred"].items)) == ("2027 意见稿", 9, 1)
    assert made.sets["starred"].title == MIIT.sets["starred"].title


def test_an_empty_patch_is_the_edition_under_another_name(bank):
    made = Framework(drafted(MIIT, {}, "草案"), bank)
    assert made.spec.model_copy(update={"version": "2024"}) == MIIT


@pytest.mark.parametrize(
    ("patch", "words"),
    [
        ({"id": "eu-dma"}, "草案是另一份标准的"),
        ({"lvels": 1}, "草案.lvels：不认识的键"),
        ({"levels": [{"level": 7}]}, "草案.levels.4.name：缺少"),
        ({"levels": [{"level": 2, "requires": [{"node": "totl", "at_least": 4}]}]}, "没有节点“totl”"),
        ({"levels": [{"level": 2, "requires": [{"node": "total", "at_least": 450}]}]}, "没有任何企业能达到"),
        ({"levels": [{"level": 9, "drop": True}]}, "要删的这一条原来没有"),
        ({"levels": [{"level": 2, "requires": [{"node": "total", "at_least": -1}]}]}, "草案.levels.1.requires.0"),
    ],
)
def test_a_faulty_patch_is_told_where_it_is(bank, patch, words):
    with pytest.raises(InputRefused) as refused:
        Framework(drafted(MIIT, patch, "草案"), bank, place_in("草案"))
    assert words in " ".join(problem.sentence("zh") for problem in refused.value.problems)
