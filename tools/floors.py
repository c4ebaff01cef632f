"""The floor table of docs/architecture.md, made from the linter's layers and each room's own first line.

``python tools/floors.py`` writes it anew; a test holds the document to it.
"""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- floors: made by tools/floors.py -->\n", "<!-- end of floors -->"


def table() -> str:
    """The floors from the top down, a row a room."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    rows = ["| floor | room | what it does |", "|---|---|---|"]
    for floor, layer in zip(range(len(layers), 0, -1), layers, strict=True):
        for room in sorted(layer.split(" | ")):
            folder = ROOT / "assessment" / room
            path = folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")
            name = f"assessment/{room}/" if folder.is_dir() else f"assessment/{room}.py"
            said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
            first = " ".join(said.split("\n\n", 1)[0].split())
            rows.append(f"| {floor} | `{name}` | {first.rstrip('.')} |")
    return "\n".join(rows) + "\n"


def in_place(text: str) -> str:
    """The document with the table as it should be."""
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}{table()}{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    DOCUMENT.write_text(in_place(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
