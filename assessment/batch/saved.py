"""What was read from a file of firms, as a file of numbers and JSON: read once, and found again by every process."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from assessment.answers import AnswerColumn, AnswerTable
from assessment.content.bank import FactBank
from assessment.content.facts import ChoiceFact, Fact, MultiFact, TextFact
from assessment.language import Label
from assessment.output import written
from assessment.problems import Problem
from assessment.workbook.firms.proposing import ColumnProposal
from assessment.workbook.firms.reading import FirmsRead
from assessment.workbook.firms.tally import LeftOut, Tally, Understood

_FORM = 4


def save_firms(firms: FirmsRead, out: Path) -> None:
    """Write what was read; the file appears whole or not at all. Raises ``InputRefused`` when it cannot be written."""
    table = firms.table
    labels: dict[Label, int] = {}

    def number(words: Label) -> int:
        return labels.setdefault(words, len(labels))

    arrays: dict[str, Any] = {"faults": firms.faults}
    texts: dict[str, list[str]] = {}
    for fact_id, column in table.columns.items():
        arrays[f"states.{fact_id}"] = column.states
        if isinstance(table.bank.facts[fact_id], TextFact):
            texts[fact_id] = [str(value) for value in column.values]
        else:
            arrays[f"values.{fact_id}"] = column.values
    told = {
        "form": _FORM,
        "facts": {fact_id: _signs(table.bank.facts[fact_id]) for fact_id in table.columns},
        "texts": texts,
        "reasons": {fact: [*column.reasons.items()] for fact, column in table.columns.items() if column.reasons},
        "places": firms.places,
        "problems": [[p.where, number(p.message), number(p.remedy), p.found] for p in firms.problems],
        "columns": [[*key, fact_id] for key, fact_id in firms.columns.items()],
        "tally": asdict(firms.tally)
        | {
            "noun": firms.tally.noun.model_dump(),
            "understood": [(one.where, one.found, one.read_as.model_dump()) for one in firms.tally.understood],
            "notes": [words.model_dump() for words in firms.tally.notes],
        },
        "unknown": [asdict(one) | {"reason": one.reason.model_dump()} for one in firms.unknown],
        "labels": [words.model_dump() for words in labels],
        "city_words": dict(firms.city_words),
    }
    arrays["told"] = np.frombuffer(json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass"), np.uint8)
    with written(out) as stream:
        np.savez_compressed(stream, **arrays)


def saved_firms(bank: FactBank, path: Path) -> FirmsRead | None:
    """What ``save_firms`` wrote; None when the questions are others than then, so that the file must be read anew."""
    with np.load(path, allow_pickle=False) as arrays:
        told = json.loads(arrays["told"].tobytes().decode("utf-8", "surrogatepass"))
        known = {fact_id: _signs(bank.facts[fact_id]) for fact_id in told["facts"] if fact_id in bank.facts}
        if told["form"] != _FORM or known != told["facts"]:
            return None
        columns = {}
        for fact_id in told["facts"]:
            values = (
                np.array(told["texts"][fact_id], object) if fact_id in told["texts"] else arrays[f"values.{fact_id}"]
            )
            reasons = dict(told["reasons"].get(fact_id, ()))
            columns[fact_id] = AnswerColumn(arrays[f"states.{fact_id}"], values, reasons)
        faults = arrays["faults"]
    labels = [Label(**words) for words in told["labels"]]
    tally = told["tally"]
    tally |= {
        "noun": Label(**tally["noun"]),
        "left_out": tuple(LeftOut(**row) for row in tally["left_out"]),
        "understood": tuple(Understood(where, found, Label(**words)) for where, found, words in tally["understood"]),
        "notes": tuple(Label(**words) for words in tally["notes"]),
    }
    places = tuple(told["places"])
    return FirmsRead(
        table=AnswerTable(bank, places, columns),
        places=places,
        problems=tuple(Problem(where, labels[m], labels[r], found) for where, m, r, found in told["problems"]),
        faults=faults,
        columns={(sheet, letters): fact_id for sheet, letters, fact_id in told["columns"]},
        tally=Tally(**tally),
        unknown=tuple(proposal_of(one) for one in told["unknown"]),
        city_words=told["city_words"],
    )


def proposal_of(told: Mapping[str, Any]) -> ColumnProposal:
    """A proposal from the JSON that ``asdict`` and its reason make."""
    lists = {name: tuple(told[name]) for name in ("examples", "candidates")}
    return ColumnProposal(**{**told, **lists, "reason": Label(**told["reason"])})


def _signs(fact: Fact) -> Sequence[str]:
    """What the codes of a column stand for."""
    if isinstance(fact, ChoiceFact | MultiFact):
        return [type(fact).__name__, *(option.id for option in fact.options)]
    return [type(fact).__name__]
