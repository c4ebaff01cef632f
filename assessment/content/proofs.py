"""Schema and loading of ``seeds/proofs.yaml``: what counts as proof of an answer, and what does not."""

from __future__ import annotations

import datetime
from collections import Counter
from functools import cached_property
from pathlib import Path

from pydantic import Field

from assessment.content.bank import FactBank
from assessment.content.loading import load_file
from assessment.content.provenance import Fidelity, Source
from assessment.documents import Identifier, Strict
from assessment.language import Label, label
from assessment.problems import InputRefused, Problem


class ProofExample(Strict):
    """One example each way for one question."""

    fact: Identifier
    counts: Label
    does_not: Label


class ProofFile(Strict):
    """The examples, and after how many months a paper is no longer counted on."""

    date: datetime.date
    fidelity: Fidelity
    source: Source
    months: int = Field(ge=1, le=120)
    proofs: tuple[ProofExample, ...]

    @cached_property
    def by_fact(self) -> dict[str, ProofExample]:
        """The examples by question."""
        return {one.fact: one for one in self.proofs}


def load_proofs(root: Path, bank: FactBank) -> ProofFile:
    """The file, held against the questions; raises ``InputRefused`` with every fault."""
    file, source = load_file(root / "seeds" / "proofs.yaml", ProofFile, root)
    times = Counter(one.fact for one in file.proofs)
    problems = [
        Problem(
            source.where(("proofs", i, "fact")),
            label("没有这道题，或写了两次", "there is no such question, or it is named twice"),
            label("每题一个例子，用题目的代码。", "One example a question, by the code of the question."),
            one.fact,
        )
        for i, one in enumerate(file.proofs)
        if one.fact not in bank.facts or times[one.fact] > 1
    ]
    if problems:
        raise InputRefused(problems)
    return file
