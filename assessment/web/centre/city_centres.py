"""The promotion centre of each city, as owners see it: name, address and telephone, entered by the centre itself."""

from __future__ import annotations

from typing import Any

import streamlit as st

from assessment import settings
from assessment.content.centres import CentreBook, entered_centres
from assessment.content.facts import ChoiceFact
from assessment.language import Label, Lang, label
from assessment.problems import InputRefused
from assessment.web import resources
from assessment.web.centre import importing, problems
from assessment.web.markup import block, escape

_LEAD = label(
    "本市企业的老板在结果的“谁能来做”下面看到这一条。没有填的城市，写明还没有登记，不会编一个出来。",
    "Owners of the city see this below 'Who can do it'. Where nothing is entered, that is said; nothing is made up.",
)
_CITY = label("哪个市", "City")
_NAME = label("中心名称", "Name of the centre")
_ADDRESS = label("地址（到门牌）", "Address")
_TELEPHONE = label("电话", "Telephone")
_OTHERS = label("已登记：{names}", "Entered so far: {names}")
_NONE = label("还没有一个市登记。", "No city has entered any yet.")
_MISSING = label("三样都填了，这里可以让它生效。", "Once all three are filled in, it can be put in force here.")
_UNCHANGED = label("改动后，这里可以让它生效。", "Once something is changed, it can be put in force here.")
_APPLY = label("让这一条生效", "Put this in force")
_MOST = 120


def show(lang: Lang) -> None:
    """Put the room on the page."""
    fact = resources.bank().facts["city"]
    assert isinstance(fact, ChoiceFact)
    cities = {option.id: option.label for option in fact.options}
    book = resources.advisor().centres
    listed = "、".join(cities[one.city].text(lang) for one in book.centres)
    told = _OTHERS.fill(names=listed).text(lang) if listed else _NONE.text(lang)
    block(f'<p class="quiet">{_LEAD.text(lang)}</p><p>{escape(told)}</p>')
    city = st.selectbox(
        _CITY.text(lang),
        list(cities),
        format_func=lambda one: cities[one].text(lang),
        filter_mode=None,
        key="city-centre",
    )
    known = book.of(city)
    place = f"{city}-{importing.imports_here('city_centres')}"
    given = {
        "name": _field(_NAME, "" if known is None else known.name, f"centre-name-{place}", lang),
        "address": _field(_ADDRESS, "" if known is None else known.address, f"centre-address-{place}", lang),
        "telephone": _field(_TELEPHONE, "" if known is None else known.telephone, f"centre-telephone-{place}", lang),
    }
    if not all(given.values()):
        block(f'<p class="quiet">{_MISSING.text(lang)}</p>')
        return
    if known is not None and given == known.model_dump(include=set(given)):
        block(f'<p class="quiet">{_UNCHANGED.text(lang)}</p>')
        return
    try:
        document = _with(book, {"city": city, "as_of": settings.today().isoformat(), **given})
    except InputRefused as refused:
        problems.told(refused.problems, lang)
        return
    importing.sign("city_centres", document, _APPLY, lang)


def _with(book: CentreBook, entry: dict[str, Any]) -> dict[str, Any]:
    """The book with an entry, as it is kept; raises ``InputRefused`` for what cannot be used."""
    (centre,) = entered_centres({"centres": [entry]}, resources.bank()).centres
    document: dict[str, Any] = book.with_centre(centre).model_dump(mode="json")
    return document


def _field(name: Label, now: str, key: str, lang: Lang) -> str:
    return st.text_input(name.text(lang), now, max_chars=_MOST, key=key, autocomplete="off").strip()
