"""The sample firms in an empty database, so that a first visitor finds something to look at."""

from __future__ import annotations

from pathlib import Path

from assessment import settings
from assessment.answers.firm_file import load_firm
from assessment.content.library import load_bank
from assessment.problems import InputRefused, Problem
from assessment.store.assessments import open_store
from assessment.store.refusals import StoreRefused

BY = "sample"


def seed_samples(root: Path, url: str | None = None) -> list[tuple[str, str]]:
    """Make or upgrade the database; put the firms of ``root/seeds/firms`` into it when it is empty.

    Returns name and resume code of each firm put in. Raises ``InputRefused`` when the database cannot be used.
    """
    bank = load_bank(root)
    try:
        store = open_store(url)
    except StoreRefused as refused:
        raise InputRefused([Problem(settings.database_url.name, refused.message, refused.remedy)]) from None
    if not store.is_empty():
        store.close()
        return []
    files = sorted((root / "seeds" / "firms").glob("*.yaml"))
    tables = [load_firm(path, bank)[1] for path in files]
    codes = store.fill_when_empty([{fact: table.answer(0, fact) for fact in table.columns} for table in tables], BY)
    store.close()
    return [(table.ids[0], code) for table, code in zip(tables, codes, strict=False)]
