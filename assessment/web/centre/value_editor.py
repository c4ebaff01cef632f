"""One published figure added or corrected on the page, with the checks of an imported table."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from assessment import settings
from assessment.benchmarks import Benchmarks, enter_value, value_rows
from assessment.content.provenance import FIDELITY
from assessment.language import Label, Lang, label
from assessment.web import resources
from assessment.web.centre import importing, problems
from assessment.web.imported import values_document
from assessment.web.markup import block

_TITLE = label("在网页上加一个数值，或更正一个", "Add or correct one value here")
_WHICH = label("哪一个", "Which")
_NEW = label("＋ 新的数值", "+ a new value")
_CHOOSE = label("请选择", "choose")
_UNCHANGED = label("改动后，这里可以让它生效。", "Once something is changed, it can be put in force here.")
_MISSING = label("还要填：{names}", "Still to fill in: {names}")
_APPLY = label("让这个数值生效", "Put this value in force")
_KINDS = {"actual": label("实际", "actual"), "target": label("目标", "target")}
_NAMES = {
    "indicator": label("指标", "Indicator"),
    "geography": label("范围", "Area"),
    "kind": label("实际还是目标", "Actual or target"),
    "date": label("数值的日期，如 2026-06-30", "Date of the value, such as 2026-06-30"),
    "value": label("数值", "Value"),
    "fidelity": label("可信程度", "How far it can be trusted"),
    "source": label("出处（文件或报道的名称）", "Source (document or report)"),
    "source_date": label("出处的日期", "Date of the source"),
    "source_address": label("网址（可不填）", "Address (optional)"),
    "population_zh": label("对象与指标不同时：对象（中文）", "Where it is about other firms: which (Chinese)"),
    "population_en": label("对象（英文）", "Which firms (English)"),
    "note_zh": label("说明（中文，可不填）", "Note (Chinese, optional)"),
    "note_en": label("说明（英文，可不填）", "Note (English, optional)"),
}
_KEYS = ("indicator", "geography", "kind", "date")
"""What says which value it is: fixed while a value is corrected."""
_NEEDED = (*_KEYS, "value", "fidelity", "source")
_LINES = (
    ("indicator", "geography"),
    ("kind", "date", "value"),
    ("source", "source_date"),
    ("source_address", "fidelity"),
    ("population_zh", "population_en"),
    ("note_zh", "note_en"),
)


def show(standing: Benchmarks, lang: Lang) -> None:
    """Put the editor on the page."""
    block(f"<h3>{_TITLE.text(lang)}</h3>")
    header, *rows = value_rows(standing)
    known = [dict(zip(header, row, strict=True)) for row in rows]
    choices = _choices(standing)
    order = sorted(range(len(known)), key=lambda i: (known[i]["indicator"], known[i]["date"]), reverse=True)
    revision = importing.imports_here("benchmark_values")
    picked = st.selectbox(
        _WHICH.text(lang),
        [None, *order],
        format_func=lambda i: _NEW.text(lang) if i is None else _title(known[i], choices, lang),
        filter_mode="fuzzy",
        key=f"value-which-{revision}",
    )
    before = known[picked] if picked is not None else {}
    given = dict(before)
    with st.container(border=True, key="value-fields"):
        for line in _LINES:
            for key, place in zip(line, st.columns(len(line)), strict=True):
                with place:
                    given[key] = _field(key, before, choices, f"{revision}-{picked}", lang)
    names = {key: name.text(lang) for key, name in _NAMES.items()}
    if given == before or not any(given.values()):
        block(f'<p class="quiet">{_UNCHANGED.text(lang)}</p>')
        return
    if missing := [names[key] for key in _NEEDED if not given[key] and not (key == "value" and given.get("above"))]:
        block(f'<p class="quiet">{_MISSING.fill(names="、".join(missing)).text(lang)}</p>')
        return
    found, faults = enter_value(standing, given, names, settings.today())
    if faults:
        problems.told(faults, lang)
        return
    document = values_document(resources.shipped().benchmarks, found, resources.imports().in_force().left_out)
    importing.sign("benchmark_values", document, _APPLY, lang)


def _choices(standing: Benchmarks) -> dict[str, dict[str, Label]]:
    """The fields that are chosen from a list, with their options."""
    return {
        "indicator": {one.id: one.label for one in standing.indicators.values()},
        "geography": {one.id: one.label for one in standing.geographies.values()},
        "kind": _KINDS,
        "fidelity": {str(name): text for name, text in FIDELITY.items()},
    }


def _title(row: Mapping[str, str], choices: Mapping[str, Mapping[str, Label]], lang: Lang) -> str:
    words = [choices[key][row[key]].text(lang) for key in ("indicator", "geography", "kind")]
    return " · ".join([*words, row["date"], row["value"]])


def _field(
    key: str, before: Mapping[str, str], choices: Mapping[str, Mapping[str, Label]], place: str, lang: Lang
) -> str:
    """The entry of one column, as text."""
    name, now = _NAMES[key].text(lang), before.get(key, "")
    fixed = bool(before) and key in _KEYS
    if key in choices:
        words = choices[key]
        at = list(words).index(now) if now in words else None
        chosen = st.selectbox(
            name,
            list(words),
            at,
            lambda one: words[one].text(lang),
            key=f"value-{key}-{place}",
            filter_mode=None,
            placeholder=_CHOOSE.text(lang),
            disabled=fixed,
        )
        return chosen or ""
    return st.text_input(name, now, key=f"value-{key}-{place}", disabled=fixed, autocomplete="off").strip()
