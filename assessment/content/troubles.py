"""Schema and loading of the troubles: how owners notice them, what relieves them, how one sees that it got better."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from pydantic import Field

from assessment.content.bank import FactBank
from assessment.content.facts import MultiFact
from assessment.content.loading import SourceText, load_file
from assessment.content.measures import Measure
from assessment.content.provenance import Fidelity, Source
from assessment.documents import Identifier, Strict
from assessment.language import Label, label
from assessment.problems import InputRefused, Problem


class TroubleSign(Strict):
    """One way in which a trouble shows, and the measures any one of which relieves it."""

    id: Identifier
    title: Label = Field(description="how one notices the trouble")
    notice: Label = Field(description="how one sees that it got better: what to count, before and after")
    relieved_by: tuple[Identifier, ...] = Field(min_length=1)


class Trouble(Strict):
    """What an owner complains of, and its signs."""

    id: Identifier
    title: Label
    signs: tuple[TroubleSign, ...] = Field(min_length=1)


class TroubleFile(Strict):
    """``seeds/troubles.yaml``; ``fact`` is the question in which owners pick their troubles."""

    date: datetime.date
    fidelity: Fidelity
    source: Source
    fact: Identifier
    troubles: tuple[Trouble, ...] = Field(min_length=1)

    def picked(self, options: Collection[str]) -> tuple[Trouble, ...]:
        """The troubles among some options of the question, in the order of the file."""
        return tuple(trouble for trouble in self.troubles if trouble.id in options)


def load_troubles(root: Path, bank: FactBank, measures: Mapping[str, Measure]) -> TroubleFile:
    """The file, held against the question and the measures; raises ``InputRefused`` with every fault."""
    file, source = load_file(root / "seeds" / "troubles.yaml", TroubleFile, root)
    if problems := [*_question_faults(file, source, bank), *_sign_faults(file, source, measures)]:
        raise InputRefused(problems)
    return file


def _question_faults(file: TroubleFile, source: SourceText, bank: FactBank) -> Iterator[Problem]:
    fact = bank.facts.get(file.fact)
    if not isinstance(fact, MultiFact):
        yield Problem(
            source.where(("fact",)),
            label("没有这道多选题", "there is no such multi fact"),
            label("请写 questionnaires/facts 里的多选题。", "Name a multi fact of questionnaires/facts."),
            file.fact,
        )
        return
    asked = {option.id for option in fact.options if not option.excludes_others}
    told = {trouble.id for trouble in file.troubles}
    if asked != told:
        yield Problem(
            source.where(("troubles",)),
            label(
                "题目的选项和这里的难处对不上：" + "、".join(sorted(asked ^ told)),
                "the options of the question are not the troubles told here: " + ", ".join(sorted(asked ^ told)),
            ),
            label("两处要一一对应。", "Each option needs its trouble and each trouble its option."),
        )


def _sign_faults(file: TroubleFile, source: SourceText, measures: Mapping[str, Measure]) -> Iterator[Problem]:
    for name in _twice(trouble.id for trouble in file.troubles):
        yield _said_twice(source, name)
    for name in _twice(sign.id for trouble in file.troubles for sign in trouble.signs):
        yield _said_twice(source, name)
    for i, trouble in enumerate(file.troubles):
        for j, sign in enumerate(trouble.signs):
            for name in sign.relieved_by:
                if name not in measures:
                    yield Problem(
                        source.where(("troubles", i, "signs", j, "relieved_by")),
                        label("没有这项措施", "there is no such measure"),
                        label("请用措施清单里的 id。", "Use an id of the list of measures."),
                        name,
                    )


def _said_twice(source: SourceText, name: str) -> Problem:
    return Problem(
        source.where(("troubles",)),
        label("同一个 id 写了两次", "an id is used twice"),
        label("每个 id 只用一次。", "Use each id once."),
        name,
    )


def _twice(names: Iterable[str]) -> list[str]:
    return sorted(name for name, times in Counter(names).items() if times > 1)
