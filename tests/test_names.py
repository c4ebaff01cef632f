"""One name for one thing."""

import ast
from collections import defaultdict
from pathlib import Path

import assessment

ROOT = Path(assessment.__file__).parent


def test_no_two_public_classes_have_the_same_name():
    found: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(path.relative_to(ROOT).as_posix())
    assert len(found) > 300
    assert {name: places for name, places in found.items() if len(places) > 1} == {}
