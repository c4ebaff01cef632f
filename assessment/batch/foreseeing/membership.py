"""Groups of the firms of a file as people name them: ``city=nanchang``, ``county=360111``, ``size=small``."""

from __future__ import annotations

from functools import cached_property
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from assessment.answers import State
from assessment.batch.foreseeing.foreseen import COUNTY, SIZE, Flags, counties_of, option, sizes_of, unreadable
from assessment.batch.scored import Batch
from assessment.content.counties import Counties
from assessment.content.facts import ChoiceFact
from assessment.content.measures import SizeClass
from assessment.language import Label, label


class FirmGroups:
    """The groups of a batch; what they hang on is looked up once, however many are asked for."""

    def __init__(self, batch: Batch):
        self._batch = batch

    def members(self, text: str) -> Flags:
        """Which firms gave the option of ``city=nanchang``, by code or by word; or are in ``county=360111`` (or its
        name), or of ``size=small``.
        """
        fact_id, _, wanted = text.partition("=")
        if fact_id == COUNTY:
            return np.asarray(self._counties[1] == self._county(text, wanted))
        if fact_id == SIZE:
            if wanted not in get_args(SizeClass):
                sizes = "、".join(get_args(SizeClass))
                raise unreadable(text, label("可以选：{known}", "choose among: {known}").fill(known=sizes))
            return np.asarray(self._sizes == wanted)
        fact, found = self._option(text)
        column = self._batch.table.column(fact_id)
        place = [one.id for one in fact.options].index(found)
        return np.asarray((column.states == State.ANSWERED) & (column.values == place))

    def named(self, text: str) -> Label:
        """A group of ``members`` in words."""
        fact_id, _, wanted = text.partition("=")
        if fact_id == COUNTY:
            return self._counties[0].name(self._county(text, wanted), self._batch.table.bank)
        if fact_id == SIZE:
            return next(one.label for one in self._batch.reading.sizes.rules.classes if one.id == wanted)
        fact, found = self._option(text)
        return next(one.label for one in fact.options if one.id == found)

    @cached_property
    def _counties(self) -> tuple[Counties, NDArray[np.str_]]:
        book, counties = counties_of(self._batch)
        return book, np.array(counties, str)

    @cached_property
    def _sizes(self) -> NDArray[np.str_]:
        return np.array(sizes_of(self._batch), str)

    @cached_property
    def _known_counties(self) -> dict[str, Label]:
        book, counties = self._counties
        return {code: book.name(code, self._batch.table.bank) for code in sorted({*counties.tolist()} - {""})}

    def _county(self, text: str, wanted: str) -> str:
        known = self._known_counties
        found = [code for code, name in known.items() if wanted in (code, name.zh, name.en)]
        if len(found) == 1:
            return found[0]
        names = "、".join(f"{code} {name.zh}" for code, name in known.items())
        raise unreadable(
            text,
            label("可以选：{known}", "choose among: {known}").fill(known=names)
            if known
            else label("这些企业没有写县区", "the firms have told no county"),
        )

    def _option(self, text: str) -> tuple[ChoiceFact, str]:
        fact_id, _, wanted = text.partition("=")
        fact = self._batch.table.bank.facts.get(fact_id)
        if not isinstance(fact, ChoiceFact):
            raise unreadable(
                text,
                label("等号前写 city、county、chain、size 或单选题的代码", "begin with city, county, chain, size…"),
            )
        for one in fact.options:
            if wanted in (one.id, one.label.zh, one.label.en):
                return fact, one.id
        known = "、".join(one.id for one in fact.options)
        raise unreadable(text, label("可以选：{known}", "choose among: {known}").fill(known=known))


def every_group(batch: Batch, kind: str) -> list[str]:
    """Each city, county, chain or size (by ``kind``) that has a firm, as ``FirmGroups`` reads it."""
    if kind == COUNTY:
        found = set(counties_of(batch)[1])
    elif kind == SIZE:
        found = set(sizes_of(batch))
    else:
        found = {option(batch, row, kind) for row in range(len(batch.table))}
    return [f"{kind}={one}" for one in sorted(found - {""})]
