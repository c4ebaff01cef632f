"""Reading a content file: YAML without its traps, and faults told with file, line and key."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from assessment.language import label
from assessment.problems import InputRefused, Problem, refuse, shorten

Schema = TypeVar("Schema", bound=BaseModel)
KeyPath = tuple[str | int, ...]


class _Loader(yaml.SafeLoader):
    """YAML in which ``no`` and ``on`` are words and dates are text: only true, false, null and numbers are special."""


_Loader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag not in ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp")
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


class SourceText:
    """A parsed content file that still knows on which line each key stands."""

    def __init__(self, path: Path, root: Path | None = None):
        self.name = path.relative_to(root).as_posix() if root else path.name
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as fault:
            raise refuse(
                self.name,
                label("文件不是 UTF-8 编码", "the file is not UTF-8 text"),
                label("请另存为 UTF-8 编码后重试。", "Save it as UTF-8 and try again."),
                fault.reason,
            ) from None
        self.lines: dict[KeyPath, int] = {}
        try:
            loader = _Loader(text)
            node = loader.get_single_node()
            self.data: Any = self._build(loader, node, ()) if node is not None else None
        except yaml.YAMLError as fault:
            mark = getattr(fault, "problem_mark", None)
            raise refuse(
                f"{self.name}:{mark.line + 1 if mark else 1}",
                label("YAML 格式有误", "this is not valid YAML"),
                label("请检查缩进、冒号和引号。", "Check indentation, colons and quotes."),
                getattr(fault, "problem", None) or fault,
            ) from None
        if not isinstance(self.data, dict):
            raise refuse(
                f"{self.name}:1",
                label("文件应当由“键: 值”组成", "the file must consist of 'key: value' pairs"),
                label("请参照同目录下的其他文件。", "Follow the other files of this folder."),
            )

    def _build(self, loader: _Loader, node: yaml.Node, path: KeyPath) -> Any:
        self.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            built: dict[str, Any] = {}
            for key_node, value_node in node.value:
                key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
                where = f"{self.name}:{key_node.start_mark.line + 1}"
                if key is None:
                    raise refuse(
                        where,
                        label("键必须是文字", "a key must be plain text"),
                        label("请改成一个单词。", "Use one word."),
                    )
                if key in built:
                    raise refuse(
                        where,
                        label("同一个键出现了两次", "the same key stands twice"),
                        label("请删去其中一个。", "Remove one of them."),
                        key,
                    )
                self.lines[(*path, key)] = key_node.start_mark.line + 1
                built[key] = self._build(loader, value_node, (*path, key))
            return built
        if isinstance(node, yaml.SequenceNode):
            return [self._build(loader, child, (*path, i)) for i, child in enumerate(node.value)]
        return loader.construct_object(node)

    def where(self, path: KeyPath) -> str:
        """``file:line key.path`` of the deepest part of ``path`` that the file has."""
        known: KeyPath = ()
        for part in path:
            if (*known, part) in self.lines:
                known = (*known, part)
        key = ".".join(str(p) for p in known)
        return f"{self.name}:{self.lines.get(known, 1)}" + (f" {key}" if key else "")

    def parse(self, schema: type[Schema]) -> Schema:
        """The file as ``schema``; raises ``InputRefused`` with every fault of the file."""
        try:
            return schema.model_validate_json(json.dumps(self.data, default=str), strict=True)
        except ValidationError as fault:
            raise InputRefused(validation_problems(fault, self.where)) from None


def validation_problems(fault: ValidationError, where: Callable[[KeyPath], str]) -> Iterator[Problem]:
    """Every fault that pydantic found, as problems at the places that ``where`` names for a path of keys."""
    for error in fault.errors():
        path: KeyPath = tuple(error["loc"])
        missing = error["type"] == "missing"
        found = None if missing else shorten(error.get("input", ""))
        key = str(path[-1]) if path else ""
        if missing:
            message = label(f"缺少“{key}”", f"'{key}' is missing")
        elif error["type"] == "extra_forbidden":
            message = label(f"不认识的键“{key}”", f"unknown key '{key}'")
        else:
            fault_told = error["msg"].removeprefix("Value error, ")
            message = label(f"“{key}”的内容不合要求：{fault_told}", f"'{key}' is not as expected: {fault_told}")
        yield Problem(
            where(path),
            message,
            label("请按编写指南修改。", "Correct it as the authoring guide says."),
            found,
        )


def load_file(path: Path, schema: type[Schema], root: Path | None = None) -> tuple[Schema, SourceText]:
    """Read one content file; the source comes along so that later checks can name lines too."""
    source = SourceText(path, root)
    return source.parse(schema), source
