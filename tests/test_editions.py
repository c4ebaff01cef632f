"""A new edition of the main framework: both stand side by side, the day decides, and nothing that was given changes."""

import datetime
import shutil

import pytest
import yaml
from click.testing import CliRunner

from assessment.advisory import MAIN_FRAMEWORK, Advisor, Advisory
from assessment.advisory.change import change
from assessment.answers import Answer, AnswerTable, State
from assessment.answers.firm_file import load_firm
from assessment.archetypes import NO_MODEL
from assessment.batch.scored import results_frame
from assessment.checks.content import check_everything
from assessment.cli import main
from assessment.content.facts import ChoiceFact
from assessment.content.frameworks import current_id
from assessment.language import LANGUAGES
from assessment.problems import InputRefused
from assessment.telling.blocks import text_of
from assessment.telling.document import document
from assessment.telling.subject import Subject
from tests.batches import overview_of
from tests.conftest import ROOT

BEFORE, AFTER = datetime.date(2026, 11, 23), datetime.date(2028, 3, 1)
FIRST_DAY = datetime.date(2027, 1, 1)
YES = Answer(State.ANSWERED, "yes")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """The shipped content with a made-up edition of 2027, in which the second level asks for 42 points."""
    home = tmp_path_factory.mktemp("editions")
    for folder in ("questionnaires", "seeds", "models"):
        shutil.copytree(ROOT / folder, home / folder)
    old = home / "questionnaires" / "frameworks" / "miit-2024.yaml"
    text = old.read_text(encoding="utf-8")
    spec = yaml.safe_load(text)
    new = dict(spec, version="2027", valid_from=FIRST_DAY, date=datetime.date(2026, 12, 1))
    new.pop("valid_to", None)
    for level in new["levels"]:
        if level["level"] == 2:
            level["requires"] = [
                one | {"at_least": 42} if one.get("at_least") == 40 else one for one in level["requires"]
            ]
    (old.parent / "miit-2027.yaml").write_text(yaml.safe_dump(new, allow_unicode=True, sort_keys=False), "utf-8")
    old.write_text(text.replace("\nvalid_from:", "\nvalid_to: 2026-12-31\nvalid_from:", 1), encoding="utf-8")
    return home


@pytest.fixture(scope="module")
def advisor(home) -> Advisor:
    return Advisor.load(home)


@pytest.fixture(scope="module")
def table(advisor) -> AnswerTable:
    return load_firm(ROOT / "seeds" / "firms" / "sample_moulding.yaml", advisor.bank)[1]


@pytest.fixture(scope="module")
def both(advisor, table) -> tuple[Advisory, Advisory]:
    return next(advisor.advise(table, BEFORE)), next(advisor.advise(table, AFTER))


def test_one_firm_is_advised_under_both_and_the_day_decides(both):
    before, after = both
    assert (before.main.version, after.main.version) == ("2024", "2027")
    assert before.main.points == after.main.points, "the rules of points are the same"
    needed = [next(r.needed for r in one.main.levels[1].requirements) for one in both]
    assert needed == [40, 42]
    assert before.plan is not None and after.plan is not None
    assert after.plan.points_after >= 42


def test_rounds_under_both_can_be_compared_since_each_says_which_it_rests_on(both):
    before, after = both
    assert before.versions.frameworks[0] == f"{MAIN_FRAMEWORK}@2024"
    assert after.versions.frameworks[0] == f"{MAIN_FRAMEWORK}@2027"
    assert {item.id for item in before.main.items} == {item.id for item in after.main.items}


def test_before_and_after_keeps_what_the_rules_did_apart_from_what_the_firm_did(advisor, table):
    facts = advisor.frameworks_on(AFTER)[MAIN_FRAMEWORK].facts
    scene = next(advisor.bank.facts[one] for one in facts if isinstance(advisor.bank.facts[one], ChoiceFact))
    old = {fact: table.answer(0, fact) for fact in table.columns}
    other = next(one.id for one in scene.options if one.id != old[scene.id].value)
    better = old | {scene.id: Answer(State.ANSWERED, other)}
    main, *_ = change(advisor, (BEFORE, old | {"gone": YES}), (AFTER, better))
    assert main.framework == MAIN_FRAMEWORK and main.rules == ("2024", "2027") and main.other_rules
    assert main.by_rules.after == main.by_answers.before, "the two parts meet at the old answers under the new rules"
    assert main.by_rules.before.points_low == main.by_rules.after.points_low, "the rules of points are the same"
    replayed = next(advisor.advise(table, AFTER)).main
    assert (main.by_rules.after.level_low, main.by_rules.after.points_low) == (replayed.level_low, replayed.points_low)
    assert main.unread == ("gone",), "told, and not counted as never answered"
    same, *_ = change(advisor, (AFTER, old), (AFTER, better))
    assert not same.other_rules and not same.by_rules.moved
    assert same.by_answers == main.by_answers
    assert [one.fact for one in same.answers] == [scene.id]


def test_types_and_peers_are_absent_with_a_sentence_until_they_are_trained(both):
    before, after = both
    assert before.archetype.archetype is not None and before.peers
    assert after.archetype.archetype is None and after.peers == ()
    assert (after.versions.archetypes, after.versions.reference) == (NO_MODEL, NO_MODEL)
    for lang in LANGUAGES:
        told = "".join(text for one in document(Subject(after, lang)).sections for text in text_of(one.blocks))
        assert {"zh": "还没有训练企业类型", "en": "No types have been trained"}[lang] in told
        assert {"zh": "还没有同行参照", "en": "no reference of peers"}[lang] in told


def test_what_was_given_before_is_what_it_was(advisor, table, both):
    """The same day again, with the new edition beside the old one: not a figure differs from the shipped content."""
    shipped = next(Advisor.load(ROOT).advise(table, BEFORE))
    mine = both[0].model_dump(mode="json")
    assert Advisory.model_validate(mine).model_dump(mode="json") == mine
    assert mine["frameworks"] == shipped.model_dump(mode="json")["frameworks"]
    assert mine["archetype"] == shipped.model_dump(mode="json")["archetype"]


def test_a_batch_goes_on_without_types_and_places(advisor, table):
    reading = advisor.reading(table, AFTER)
    frame = results_frame(reading)
    assert frame["firm.archetype"].isna().all() and frame["firm.percentile"].isna().all()
    overview = overview_of(reading, MAIN_FRAMEWORK, 10)
    assert overview.types == () and overview.drift == ()


def test_a_day_without_an_edition_is_refused_in_words(advisor, table):
    for day in (datetime.date(2024, 1, 1), datetime.date(1999, 12, 31)):
        with pytest.raises(InputRefused) as refused:
            next(advisor.advise(table, day))
        assert "没有有效的国家评测指标" in refused.value.problems[0].message.zh
        assert "2024-09-04 至 2026-12-31；2027-01-01 至 …" in refused.value.problems[0].remedy.zh


def test_the_command_says_so_in_one_sentence():
    done = CliRunner().invoke(
        main, ["advise", str(ROOT / "seeds" / "firms" / "sample_moulding.yaml"), "--on", "2024-01-01"]
    )
    assert done.exit_code != 0
    assert "没有有效的国家评测指标" in done.output
    assert "Traceback" not in done.output


def test_check_is_green_with_both_and_speaks_up_for_what_an_expert_breaks(home, tmp_path):
    assert check_everything(home)[0] == []
    broken = tmp_path / "broken"
    shutil.copytree(home, broken)
    firm = broken / "seeds" / "firms" / "sample_moulding.yaml"
    firm.write_text(firm.read_text(encoding="utf-8").replace("city: ji_an", "city: atlantis"), encoding="utf-8")
    (broken / "seeds" / "measures" / "more.yml").write_text("[]\n", encoding="utf-8")
    (broken / "models" / "archetypes.json").write_text("{}", encoding="utf-8")
    told = "\n".join(problem.sentence("zh") for problem in check_everything(broken)[0])
    for words in ("sample_moulding.yaml", "seeds/measures/more.yml", "models/archetypes.json"):
        assert words in told


def test_the_last_edition_must_not_end(home, tmp_path, monkeypatch):
    ends = tmp_path / "ends"
    shutil.copytree(home, ends)
    path = ends / "questionnaires" / "frameworks" / "miit-2027.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "valid_to: 2028-12-31\n", encoding="utf-8")
    told = "\n".join(problem.sentence("zh") for problem in check_everything(ends)[0])
    assert "没有长期有效的版本" in told and "2028-12-31" in told
    monkeypatch.setenv("ASSESSMENT_HOME", str(ends))
    monkeypatch.setenv("ASSESSMENT_DATABASE_URL", f"sqlite:///{tmp_path / 'none.sqlite3'}")
    for day, in_order in (("2028-12-31", True), ("2029-01-01", False)):
        monkeypatch.setenv("ASSESSMENT_TODAY", day)
        examined = CliRunner().invoke(main, ["doctor"]).output
        assert ("没有有效的国家评测指标" in examined) is not in_order


def test_what_was_trained_on_an_earlier_edition_stays_for_its_days(home, tmp_path):
    """The trio of an edition, set aside below models/editions, serves the days of that edition."""
    kept = tmp_path / "kept"
    shutil.copytree(home, kept)
    aside = kept / "models" / "editions" / f"{MAIN_FRAMEWORK}@2024"
    for place in ("seeds/archetypes.yaml", "models/archetypes.json", "models/reference.json"):
        (aside / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(kept / place, aside / place)
    found = Advisor.load(kept)
    assert set(found.archetypes) == set(found.references) == {f"{MAIN_FRAMEWORK}@2024"}


def test_a_framework_is_still_found_by_the_id_it_had(advisor, table):
    """Links, scripts and kept results carry the old id, with the year in it."""
    assert current_id("miit-2024") == MAIN_FRAMEWORK
    assert current_id("miit-2024@2024") == f"{MAIN_FRAMEWORK}@2024"
    assert current_id("eu-dma") == "eu-dma"
    done = CliRunner().invoke(main, ["facts", "--framework", "miit-2024", "--json"])
    assert done.exit_code == 0 and f'"{MAIN_FRAMEWORK}"' in done.output


def test_a_result_kept_under_the_old_id_is_read_and_not_rewritten(both):
    kept = both[0].model_dump(mode="json")
    for one in (*kept["frameworks"], *kept["next_questions"]):
        one["framework"] = one["framework"].replace(MAIN_FRAMEWORK, "miit-2024")
    as_kept = str(kept)
    read = Advisory.model_validate(kept)
    assert read.main.framework == MAIN_FRAMEWORK
    assert read.main == both[0].main
    assert str(kept) == as_kept, "what lies in the database stays as it was"
