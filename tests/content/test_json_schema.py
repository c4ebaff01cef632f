"""The JSON Schemas beside the questionnaires: equal to the code, explained in both languages, met by every file."""

import json
import re

import jsonschema
import pytest

from assessment.content.json_schema import json_schemas
from assessment.content.loading import SourceText
from tests.conftest import ROOT

QUESTIONNAIRES = ROOT / "questionnaires"
CHINESE = re.compile(r"[\u3400-\u9fff]")
FILES = [
    *((path, "facts.json") for path in sorted((QUESTIONNAIRES / "facts").glob("*.yaml"))),
    *((path, "framework.json") for path in sorted((QUESTIONNAIRES / "frameworks").glob("*.yaml"))),
    *((path, "form.json") for path in sorted((QUESTIONNAIRES / "forms").glob("*.yaml"))),
    (QUESTIONNAIRES / "crosswalk.yaml", "crosswalk.json"),
]


@pytest.mark.parametrize("name", json_schemas())
def test_the_published_schema_is_that_of_the_code(name):
    published = json.loads((QUESTIONNAIRES / "schema" / name).read_text(encoding="utf-8"))
    assert published == json_schemas()[name], "run: python -m assessment.content.json_schema"


@pytest.mark.parametrize("name", json_schemas())
def test_every_key_is_explained_in_chinese_and_english(name):
    schema = json_schemas()[name]
    for title, model in [("file", schema), *schema["$defs"].items()]:
        for key, entry in model.get("properties", {}).items():
            chinese, _, english = entry.get("description", "").partition(" / ")
            assert CHINESE.search(chinese) and english and not CHINESE.search(english), f"{title}.{key}"


@pytest.mark.parametrize(("path", "name"), FILES, ids=[path.stem for path, _ in FILES])
def test_every_file_names_its_schema_and_meets_it(path, name):
    first = path.read_text(encoding="utf-8").splitlines()[0]
    schema = path.parent / first.removeprefix("# yaml-language-server: $schema=")
    assert schema.resolve() == QUESTIONNAIRES / "schema" / name
    validator = jsonschema.Draft202012Validator(json_schemas()[name])
    assert [error.message for error in validator.iter_errors(SourceText(path).data)] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("minutes:", "minute:"),
        ("kind: choice", "kind: single"),
        ("fidelity: sample", "fidelity: good"),
        ('version: "1"', "version: 1"),
        ('range: "[0,50]"', "range: 0-50"),
        ("issuer: {zh: 示例, en: Sample}", "issuer: {zh: 示例}"),
        ("points: 10, grade: 1}", "points: -1, grade: 1}"),
    ],
)
def test_an_editor_sees_what_loading_would_refuse(tmp_path, old, new):
    text = (ROOT / "tests" / "content" / "good_framework.yaml").read_text(encoding="utf-8")
    validator = jsonschema.Draft202012Validator(json_schemas()["framework.json"])
    path = tmp_path / "framework.yaml"
    path.write_text(text, encoding="utf-8")
    assert validator.is_valid(SourceText(path).data)
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert not validator.is_valid(SourceText(path).data)
