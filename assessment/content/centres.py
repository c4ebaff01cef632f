"""Schema and loading of ``seeds/centres.yaml``: the promotion centre of each city, as the centre itself gave it."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field, ValidationError, field_validator

from assessment.content.bank import FactBank
from assessment.content.facts import ChoiceFact
from assessment.content.loading import load_file, validation_problems
from assessment.content.wording import wrong
from assessment.documents import Identifier, Strict
from assessment.language import label, visible
from assessment.problems import InputRefused, Problem

_TELEPHONE = r"^[0-9０-９+＋()（）\-－—转、,，;； ]{5,60}$"


def _one_line(text: str) -> str:
    if visible(text) != text or not text.strip():
        raise wrong("这一行有换行或看不见的字符，或是空的", "this line holds breaks or unseen characters, or nothing")
    return text


Line = Annotated[str, Field(min_length=1, max_length=120), AfterValidator(_one_line)]


class CityCentre(Strict):
    """Whom an owner of a city can call on: the words are the centre's own, as of a day."""

    city: Identifier
    name: Line
    address: Line
    telephone: str = Field(pattern=_TELEPHONE)
    as_of: datetime.date


class CentreBook(Strict):
    """The file: at most one centre a city, and none for a city of which nothing is known."""

    centres: tuple[CityCentre, ...] = ()

    @field_validator("centres")
    @classmethod
    def _once_each(cls, centres: tuple[CityCentre, ...]) -> tuple[CityCentre, ...]:
        cities = [one.city for one in centres]
        for city in cities:
            if cities.count(city) > 1:
                raise wrong(f"“{city}”写了两次", f"'{city}' stands twice")
        return centres

    def of(self, city: str | None) -> CityCentre | None:
        """The centre of a city, where it is known."""
        return next((one for one in self.centres if one.city == city), None)

    def with_centre(self, centre: CityCentre) -> CentreBook:
        """The same book with this centre in the place of the one of its city."""
        return CentreBook(centres=(*(one for one in self.centres if one.city != centre.city), centre))


def load_centres(root: Path, bank: FactBank) -> CentreBook:
    """The file of a content folder, held against the cities there are; raises ``InputRefused`` with every fault."""
    book, source = load_file(root / "seeds" / "centres.yaml", CentreBook, root)
    return _checked(book, bank, lambda i: source.where(("centres", i, "city")))


def entered_centres(document: Any, bank: FactBank) -> CentreBook:
    """The centres that were entered on a page; raises ``InputRefused`` with every fault."""
    try:
        book = CentreBook.model_validate_json(json.dumps(document), strict=True)
    except ValidationError as refused:
        found = validation_problems(refused, lambda path: str(path[-1]) if path else "centres")
        raise InputRefused(list(found)) from None
    return _checked(book, bank, lambda i: book.centres[i].city)


def _checked(book: CentreBook, bank: FactBank, where: Callable[[int], str]) -> CentreBook:
    fact = bank.facts["city"]
    assert isinstance(fact, ChoiceFact)
    cities = {option.id for option in fact.options}
    problems = [
        Problem(
            where(i),
            label("没有这个城市", "there is no such city"),
            label("请用问卷里的城市。", "Use a city of the questionnaire."),
            one.city,
        )
        for i, one in enumerate(book.centres)
        if one.city not in cities
    ]
    if problems:
        raise InputRefused(problems)
    return book
