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
    samples = []
    if store.is_empty():
        for path in sorted((root / "seeds" / "firms").glob("*.yaml")):
            _, table, _, _ = load_firm(path, bank)
            firm, code = store.create_assessment("zh")
            for fact_id in table.columns:
                store.save_answer(firm.id, fact_id, table.answer(0, fact_id), "self", BY, None)
            samples.append((table.ids[0], code))
    store.close()
    return samples
