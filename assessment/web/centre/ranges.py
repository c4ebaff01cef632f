"""Number fields of a form whose bounds are told in words: the field's own bounds show a sign and no sentence."""

from __future__ import annotations

from typing import Any

import streamlit as st

from assessment.language import Label, Lang, label

_OUTSIDE = label(
    "{words}：要在 {low} 和 {high} 之间，填的是 {said}。", "{words}: between {low} and {high}, not {said}."
)


class Ranges:
    """The number fields of one form, and what was entered outside their bounds."""

    def __init__(self, lang: Lang):
        self._lang = lang
        self._outside: list[str] = []

    def number(self, words: Label | str, low: float, high: float, value: float | None, **given: Any) -> Any:
        """Put a field on the page; what it holds, whole where ``value`` is."""
        text = words if isinstance(words, str) else words.text(self._lang)
        found = st.number_input(text, value=value, **given)
        if found is not None and not low <= found <= high:
            told = _OUTSIDE.fill(words=text, low=f"{low:,.12g}", high=f"{high:,.12g}", said=f"{found:,.12g}")
            self._outside.append(told.text(self._lang))
        return found

    def told(self) -> bool:
        """Say of each field what is wrong; whether there was anything."""
        for sentence in self._outside:
            st.error(sentence)
        return bool(self._outside)
