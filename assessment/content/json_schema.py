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
from assessment.content.facts import FactFile, Strict
from assessment.content.frameworks import FrameworkFile
from assessment.content.library import content_root

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FILES: dict[str, tuple[type[Strict], str]] = {
    "facts.json": (FactFile, "事实库的一个文件：问卷的一页 / a file of facts: one page of the questionnaire"),
    "framework.json": (FrameworkFile, "一个框架的一版：怎样把回答变成分数和等级 / one edition of one framework"),
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


def write_schemas(folder: Path) -> None:
    """Write every schema into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in json_schemas().items():
        text = json.dumps(schema, ensure_ascii=False, indent=1) + "\n"
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_schemas(content_root() / "questionnaires" / "schema")
