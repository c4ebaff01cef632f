"""A store of its own and the small firms that jobs are done with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assessment import settings
from assessment.store.assessments import Store, open_store


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    address = f"sqlite:///{tmp_path / 'work.sqlite3'}"
    monkeypatch.setenv(settings.database_url.name, address)
    return address


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = open_store(url)
    yield opened
    opened.close()
