"""Schema of the counties and districts below the cities, under their codes of 行政区划."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path

from pydantic import Field, ValidationInfo, field_validator

from assessment.content.bank import FactBank
from assessment.content.facts import ChoiceFact
from assessment.content.loading import load_file
from assessment.content.provenance import Fidelity, Source
from assessment.content.wording import wrong
from assessment.documents import Identifier, Strict
from assessment.language import Label, label
from assessment.problems import InputRefused, Problem

WHOLE = "360000"
"""The code of the province."""
_WHOLE = label("全省", "The whole province")


class City(Strict):
    """An option of the fact ``city`` and its code."""

    id: Identifier
    code: str = Field(pattern=r"^36\d{2}00$")


class County(Strict):
    """A county, district or county-level city; the first four digits of its code are its city's."""

    code: str = Field(pattern=r"^36\d{4}$")
    label: Label


class Counties(Strict):
    """The file ``seeds/counties.yaml``."""

    title: Label
    source: Source
    fidelity: Fidelity
    note: Label
    cities: tuple[City, ...] = Field(min_length=1)
    counties: tuple[County, ...] = Field(min_length=1)

    @field_validator("counties")
    @classmethod
    def _in_a_city(cls, counties: tuple[County, ...], info: ValidationInfo) -> tuple[County, ...]:
        cities = {city.code[:4] for city in info.data.get("cities", ())}
        seen: set[str] = set()
        for county in counties:
            if county.code[:4] not in cities or county.code.endswith("00"):
                raise wrong(f"“{county.code}”不在写出的任何城市里", f"'{county.code}' lies in none of the cities given")
            if county.code in seen:
                raise wrong(f"“{county.code}”写了两次", f"'{county.code}' stands twice")
            seen.add(county.code)
        return counties

    @cached_property
    def _city_by_code(self) -> dict[str, str]:
        return {city.code[:4]: city.id for city in self.cities}

    @cached_property
    def _code_of_city(self) -> dict[str, str]:
        return {city.id: city.code for city in self.cities}

    @cached_property
    def _named(self) -> dict[str, Label]:
        return {county.code: county.label for county in self.counties}

    def code(self, city: str | None, county: str | None) -> str:
        """The code of the smallest area known, that of the province where nothing is."""
        return county or self._code_of_city.get(city or "", WHOLE)

    def place(self, code: str) -> tuple[str | None, str | None]:
        """City and county of a code, as firms have them; none of both for the province. KeyError for no such area."""
        if code == WHOLE:
            return None, None
        city = self._city_by_code[code[:4]]
        if code == self._code_of_city[city]:
            return city, None
        self._named[code]
        return city, code

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The codes of all areas: the province, then each city with what lies in it."""
        of_cities = ((city.code, *(one.code for one in self.below(city.id))) for city in self.cities)
        return (WHOLE, *(code for codes in of_cities for code in codes))

    def below(self, city: str) -> tuple[County, ...]:
        """The counties of a city, none where nothing below it is told apart."""
        return tuple(county for county in self.counties if county.code[:4] == self._code_of_city[city][:4])

    def county_in(self, city: str | None, words: str, bank: FactBank) -> str | None:
        """The code of the county that words about a place in a city name (南昌市青山湖区…, 青山湖区, 丰城), if they do.

        A county-level city may go without its 市 where nothing else stands beside it. Only counties of that city
        count: a zone that is no county, or a county of another city, names none.
        """
        if city is None:
            return None
        said = re.sub(r"\s", "", words).removeprefix("江西省").removeprefix("江西")
        core = self.name(self.code(city, None), bank).zh.removesuffix("市")
        ways = {said, said.removeprefix(f"{core}市"), said.removeprefix(core)}
        found = [
            one
            for one in self.below(city)
            if ways & {one.label.zh.removesuffix("市")} or any(way.startswith(one.label.zh) for way in ways)
        ]
        return max(found, key=lambda one: len(one.label.zh)).code if found else None

    def name(self, code: str, bank: FactBank) -> Label:
        """What an area is called, a county after its city; KeyError for no such area."""
        city, county = self.place(code)
        if city is None:
            return _WHOLE
        name = bank.option_names("city")[city]
        return (
            name
            if county is None
            else label("{city}{county}", "{county}, {city}").fill(city=name, county=self._named[county])
        )


def load_counties(root: Path, bank: FactBank) -> Counties:
    """The counties, checked against the options of the fact ``city``; raises ``InputRefused``."""
    counties, source = load_file(root / "seeds" / "counties.yaml", Counties, root)
    fact = bank.facts.get("city")
    wanted = [option.id for option in fact.options] if isinstance(fact, ChoiceFact) else []
    if sorted(city.id for city in counties.cities) != sorted(wanted):
        raise InputRefused(
            [
                Problem(
                    source.where(("cities",)),
                    label("城市要和问卷的选项一一对应", "the cities must be the options of the questionnaire"),
                    label("每个选项写一条，id 相同。", "Give each option of the questionnaire one entry under its id."),
                    "、".join(sorted(set(wanted) ^ {city.id for city in counties.cities})),
                )
            ]
        )
    return counties
