"""JSON Schemas of the questionnaire files, so that an editor explains and completes their keys.

``python -m assessment.content.json_schema`` writes them anew from the models; a test holds them equal.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import core_schema

from assessment.content.crosswalk import Crosswalk
from assessment.content.facts import FactFile
from assessment.content.forms import QuestionForm
from assessment.content.frameworks import FrameworkFile
from assessment.documents import Strict
from assessment.settings import content_root

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FILES: dict[str, tuple[type[Strict], str]] = {
    "facts.json": (FactFile, "事实库的一个文件：问卷的一页 / a file of facts: one page of the questionnaire"),
    "framework.json": (FrameworkFile, "一个框架的一版：怎样把回答变成分数和等级 / one edition of one framework"),
    "form.json": (
        QuestionForm,
        "别人的表：一行一题的导出怎样变成事实 / a form of others: how an export with a row a question is read",
    ),
    "crosswalk.json": (Crosswalk, "事实之间的对照关系 / relations between facts"),
}


class _Plain(GenerateJsonSchema):
    """Without the titles made from names and without the docstrings, which speak to programmers."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def model_schema(self, schema: core_schema.ModelSchema) -> dict[str, Any]:
        made = super().model_schema(schema)
        made.pop("title", None)
        made.pop("description", None)
        return made


def json_schemas() -> dict[str, dict[str, Any]]:
    """Each schema by its file name."""
    return {
        name: {"$schema": DIALECT, "description": about}
        | model.model_json_schema(by_alias=True, schema_generator=_Plain)
        for name, (model, about) in FILES.items()
    }


def key_tables() -> str:
    """Every key of every file as Markdown: its name, whether it must be there, and what it means."""
    parts = [
        "# 问卷文件的键 / Keys of the questionnaire files",
        "由 `python -m assessment.content.json_schema` 生成，请勿手改。怎么用见 [authoring.md](authoring.md)。",
        "Made by `python -m assessment.content.json_schema`; do not edit. See [authoring.md](authoring.md).",
    ]
    for name, schema in json_schemas().items():
        parts.append(f"## {name}\n\n{schema['description']}")
        parts += [_table(title, part) for title, part in [("文件 / file", schema), *schema["$defs"].items()]]
    return "\n\n".join(parts) + "\n"


def _table(title: str, part: dict[str, Any]) -> str:
    rows = [f"### {title}", "", "| 键 / key | 必写 / required | 意思 / meaning |", "|---|---|---|"]
    for key, entry in part["properties"].items():
        rows.append(f"| `{key}` | {'是 / yes' if key in part.get('required', ()) else ''} | {entry['description']} |")
    return "\n".join(rows)


def write_all(root: Path) -> None:
    """Write every schema, and the tables of keys for the guide."""
    folder = root / "questionnaires" / "schema"
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in json_schemas().items():
        text = json.dumps(schema, ensure_ascii=False, indent=1) + "\n"
        (folder / name).write_text(text, encoding="utf-8")
    (root / "docs" / "questionnaire-keys.md").write_text(key_tables(), encoding="utf-8")


if __name__ == "__main__":
    write_all(content_root())
