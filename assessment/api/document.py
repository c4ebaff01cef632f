"""The OpenAPI document as it is stored beside the guide: ``python -m assessment.api.document`` writes it anew."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NoReturn

from assessment.api.application import application
from assessment.api.service import Service
from assessment.output import write_text
from assessment.settings import PROJECT

STORED = PROJECT / "docs" / "api-v1.json"


def _nothing() -> NoReturn:
    raise RuntimeError("describing the interface opens nothing")


def as_text() -> str:
    """The document as its file holds it."""
    described = application(Service(_nothing, _nothing, _nothing, _nothing)).openapi()
    return json.dumps(described, ensure_ascii=False, indent=1) + "\n"


def write(path: Path = STORED) -> None:
    """Write the document; the file appears whole or not at all."""
    write_text(path, as_text())


if __name__ == "__main__":
    write()
