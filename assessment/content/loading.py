"""Reading a content file: YAML without its traps, and faults told with file, line and key."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from assessment.content import wording
from assessment.language import Label, label
from assessment.problems import InputRefused, Problem, refuse

Schema = TypeVar("Schema", bound=BaseModel)
KeyPath = tuple[str | int, ...]
MAX_VALUES = 1_000_000


class _Plain(yaml.resolver.Resolver):
    """YAML in which only true, false, null and plain decimal numbers are special; all else is text.

    The older rules make a truth value of ``no`` and ``on``, a number of ``010`` and ``10:30``, a date of 2026-11-23.
    """


_Plain.yaml_implicit_resolvers = {
    first: [
        (tag, pattern) for tag, pattern in resolvers if tag in ("tag:yaml.org,2002:null", "tag:yaml.org,2002:merge")
    ]
    for first, resolvers in yaml.resolver.Resolver.yaml_implicit_resolvers.items()
}
_NUMBER_START = list("-+0123456789")
_Plain.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
_Plain.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?(?:0|[1-9][0-9]*)$"), _NUMBER_START)
_Plain.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"^[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]+(?:[eE][-+]?[0-9]+)?|[eE][-+]?[0-9]+)$"),
    _NUMBER_START,
)


class _Loader(yaml.SafeLoader, _Plain):
    """Says best what is wrong with a file."""


# Reads a sound file many times as fast, where the library was built with it.
_FastLoader: Any = type("_FastLoader", (getattr(yaml, "CSafeLoader", yaml.SafeLoader), _Plain), {})


def _parsed(text: str) -> tuple[yaml.SafeLoader, yaml.Node | None]:
    """The tree of a file; a fault is found again by the loader whose words are known below."""
    try:
        loader: yaml.SafeLoader = _FastLoader(text)
        return loader, loader.get_single_node()
    except yaml.YAMLError:
        loader = _Loader(text)
        return loader, loader.get_single_node()


class SourceText:
    """A parsed content file that still knows on which line each key stands.

    With ``handed_in`` these bytes are read, under the name of the path, and no file is opened.
    """

    def __init__(self, path: Path, root: Path | None = None, handed_in: bytes | None = None):
        self.name = path.relative_to(root).as_posix() if root else path.name
        self.lines: dict[KeyPath, int] = {}
        self._values = 0
        text = self._read(path, handed_in)
        try:
            loader, node = _parsed(text)
            self.data: Any = self._build(loader, node, (), ()) if node is not None else None
        except yaml.YAMLError as fault:
            raise self._not_yaml(fault, text) from None
        except RecursionError as fault:
            raise refuse(f"{self.name}:1", *_TOO_DEEP) from fault
        except ValueError as fault:  # a tag such as !!int on what is no number
            raise refuse(f"{self.name}:1", *_NOT_YAML, fault) from None
        if not isinstance(self.data, dict):
            raise refuse(
                f"{self.name}:1",
                label("文件应当由“键: 值”组成", "the file must consist of 'key: value' pairs"),
                label("请参照同目录下的其他文件。", "Follow the other files of this folder."),
            )

    def _read(self, path: Path, handed_in: bytes | None) -> str:
        try:
            raw = path.read_bytes() if handed_in is None else handed_in
        except OSError as fault:
            raise refuse(
                self.name,
                label("文件打不开", "the file cannot be opened"),
                label("请核对路径和权限。", "Check its path and permissions."),
                fault.strerror,
            ) from None
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError as fault:
            line = raw.count(b"\n", 0, fault.start) + 1
            raise refuse(
                f"{self.name}:{line}",
                label("文件不是 UTF-8 编码", "the file is not UTF-8 text"),
                label("请另存为 UTF-8 编码后重试。", "Save it as UTF-8 and try again."),
            ) from None

    def _not_yaml(self, fault: yaml.YAMLError, text: str) -> InputRefused:
        if isinstance(fault, yaml.reader.ReaderError):
            line, found = text.count("\n", 0, fault.position) + 1, f"U+{ord(text[fault.position]):04X}"
            return refuse(f"{self.name}:{line}", *_BAD_CHARACTER, found)
        problem = getattr(fault, "problem", None) or str(fault)
        message, remedy = next((told for words, *told in _YAML_FAULTS if words in problem), _NOT_YAML)
        opened = any(words in problem for words in _LEFT_OPEN)
        mark = getattr(fault, "problem_mark", None)
        start = getattr(fault, "context_mark" if opened else "problem_mark", None)
        near = text[mark.index - min(mark.column, 20) : mark.index + 1].strip() if mark else None
        return refuse(
            f"{self.name}:{start.line + 1 if start else 1}", message, remedy, near if near and len(near) > 3 else None
        )

    def _build(self, loader: yaml.SafeLoader, node: yaml.Node, path: KeyPath, above: tuple[yaml.Node, ...]) -> Any:
        where = f"{self.name}:{node.start_mark.line + 1}"
        self.lines.setdefault(path, node.start_mark.line + 1)
        self._values += 1
        if node in above:
            raise refuse(where, *_CIRCLE)
        if self._values > MAX_VALUES:
            raise refuse(where, *_TOO_LARGE)
        if isinstance(node, yaml.MappingNode):
            built: dict[str, Any] = {}
            for key_node, value_node in node.value:
                key = self._key(key_node, built)
                self.lines[(*path, key)] = key_node.start_mark.line + 1
                built[key] = self._build(loader, value_node, (*path, key), (*above, node))
            return built
        if isinstance(node, yaml.SequenceNode):
            return [self._build(loader, child, (*path, i), (*above, node)) for i, child in enumerate(node.value)]
        return loader.construct_object(node)

    def _key(self, node: yaml.Node, built: dict[str, Any]) -> str:
        where = f"{self.name}:{node.start_mark.line + 1}"
        if not isinstance(node, yaml.ScalarNode):
            raise refuse(
                where, label("键必须是文字", "a key must be plain text"), label("请改成一个单词。", "Use one word.")
            )
        if node.value in built:
            raise refuse(
                where,
                label("同一个键出现了两次", "the same key stands twice"),
                label("请删去其中一个。", "Remove one of them."),
                node.value,
            )
        return str(node.value)

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
    errors = fault.errors()
    for error in errors:
        # Entries that are themselves refused are not counted, so a list of them would be called too short as well.
        below = [other for other in errors if other["loc"][:-1][: len(error["loc"])] == error["loc"]]
        if error["type"] != "too_short" or not below:
            yield Problem(where(wording.place(error)), wording.told(error), wording.remedy(error), wording.found(error))


def checked(schema: type[Schema], data: Any, name: str) -> Schema:
    """Data that came from no file as ``schema``; raises ``InputRefused`` with every fault, each under ``name``."""
    try:
        return schema.model_validate_json(json.dumps(data), strict=True)
    except ValidationError as fault:
        raise InputRefused(validation_problems(fault, lambda path: ".".join([name, *map(str, path)]))) from None


def load_file(path: Path, schema: type[Schema], root: Path | None = None) -> tuple[Schema, SourceText]:
    """Read one content file; the source comes along so that later checks can name lines too."""
    source = SourceText(path, root)
    return source.parse(schema), source


_INDENT = label(
    "请检查缩进、冒号和引号；含有冒号、逗号或问号的文字要加引号。",
    "Check indentation, colons and quotes; text that holds a colon, comma or question mark needs quotes.",
)
_NOT_YAML: tuple[Label, Label] = (label("YAML 格式有误", "this is not valid YAML"), _INDENT)
_BAD_CHARACTER = (
    label("含有看不见的控制字符", "there is an invisible control character"),
    label("请删去它。", "Remove it."),
)
_CIRCLE = (
    label("别名引用了包含它自己的内容", "an alias refers to what contains it"),
    label("请把要引用的内容写在别处。", "Put what is meant elsewhere."),
)
_TOO_DEEP = (
    label("嵌套得太深，读不了", "it is nested too deeply to be read"),
    label("请减少层次。", "Use fewer levels."),
)
_TOO_LARGE = (
    label("展开别名后内容过多", "with its aliases filled in, the file is too large"),
    label("请减少别名的嵌套。", "Use fewer nested aliases."),
)
_LEFT_OPEN = ("found unexpected end of stream", "expected ',' or")
_YAML_FAULTS: list[tuple[str, Label, Label]] = [
    (
        "found character '\\t'",
        label("用了制表符（Tab）缩进", "a tab is used for indentation"),
        label("请改用空格缩进。", "Indent with spaces."),
    ),
    (
        "mapping values are not allowed",
        label("这里不能再有冒号，或者缩进不对", "a colon is not allowed here, or the indentation is wrong"),
        _INDENT,
    ),
    ("could not find expected ':'", label("键后面缺少冒号", "a colon is missing after the key"), _INDENT),
    ("expected <block end>", label("缩进没有对齐", "the indentation does not line up"), _INDENT),
    ("found unexpected end of stream", label("引号没有闭合", "a quotation mark is not closed"), _INDENT),
    (
        "expected ',' or",
        label("大括号或方括号没有写完，或里面的文字缺引号", "a bracket is not closed, or text within it needs quotes"),
        _INDENT,
    ),
    (
        "found undefined alias",
        label("引用了没有定义的别名（*名字）", "an alias (*name) is used that was never defined"),
        label("请先用 &名字 定义它。", "Define it with &name first."),
    ),
]
