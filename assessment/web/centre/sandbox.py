"""The policy sandbox on the page: scenarios written and kept, compared, and told as a brief to take along."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path, PurePath
from typing import Any

import streamlit as st

from assessment.batch.foreseeing import MOST, framework_of, scenario_names
from assessment.content.loading import SourceText, checked
from assessment.foresight import Scenario, ScenarioComparison, scenario_file
from assessment.language import Label, Lang, label
from assessment.problems import InputRefused
from assessment.scoring import Framework, requirement_text
from assessment.telling.brief.sandbox import SandboxSubject, said, sandbox_brief
from assessment.telling.speech import InWords
from assessment.web import failures, handing, resources, visitors
from assessment.web.centre import briefs
from assessment.web.centre.bench import Bench
from assessment.web.centre.ranges import Ranges
from assessment.web.markup import block, escape
from assessment.work import kinds

_DRAFT_MB = 1
_LEVEL = label("推动企业到哪一级", "Level that firms are to reach")
_YEARS = label("假设企业拿得出自己几年的数字化投入", "Years of its own digital spending that a firm can pay (assumed)")
_WRITE = label("写一个方案", "Write a scenario")
_NAME = label("方案的名字", "Name of the scenario")
_PERCENT = label("补助支出的百分之几（0 就是不补）", "Support in per cent of the spend (0 for none)")
_CAP = label("单家最多（万元，不限就空着）", "At most for one firm (CNY 10 000; empty for no limit)")
_BUDGET = label("总额（万元，不限就空着）", "The sum (CNY 10 000; empty for no limit)")
_PAYS_FOR = label("只补哪些（不选就都补）", "Paid for (all unless chosen)")
_CITIES = label("哪些市可以申请（不选就都可以）", "Cities that may apply (all unless chosen)")
_CHAINS = label("哪些产业链可以申请（不选就都可以）", "Chains that may apply (all unless chosen)")
_MERIT = label("花得少的先得（不勾就按名单的顺序）", "Cheapest first (otherwise in the order of the list)")
_DRAFT = label("草案：这一级的要求改成", "Draft edition: what the level asks for")
_DRAFT_FILE = label(
    "或者交一份草案文件（YAML），只写要改的，例如：levels: [{level: 2, requires: [{node: total, at_least: 45}]}]",
    "Or hand in a draft (YAML) that names only what changes, such as: levels: [{level: 2, requires: [{node: total, "
    "at_least: 45}]}]",
)
_EITHER = label(
    "草案文件和上面改的数只能用一样：请去掉文件，或把数改回去。",
    "Either the file or the numbers above: take the file away, or put the numbers back.",
)
_PRICE = label("按另一个价格：哪项措施", "At another price: which measure")
_PRICE_IS = label("价格（万元，按台数的是每台）", "Price (CNY 10 000; of one where it is bought by number)")
_KEEP = label("存下方案", "Keep the scenario")
_KEPT = label("存下的方案（到{level}）", "Scenarios kept (to {level})")
_NONE = label("还没有这一级的方案。先写一个。", "No scenario for this level yet: write one first.")
_PICK = label("比较哪几个（最多 {n} 个，“今天”总在旁边）", "Compare which (at most {n}; today always stands beside)")
_COMPARE = label("并排比较", "Compare")
_FORGET = label("删去选中的", "Delete those chosen")
_FILE = label("方案文件（YAML）", "Scenario file (YAML)")
_ANONYMOUS = label("请给方案起个名字。", "Give the scenario a name.")


def ask(held: Bench, lang: Lang) -> None:
    """Write scenarios, keep them, and choose which to compare."""
    framework = held.chosen.reading.main
    names = {one.level: one.name.text(lang) for one in framework.spec.levels}
    with st.container(horizontal=True, vertical_alignment="bottom", key="sandbox-for"):
        level = st.selectbox(
            _LEVEL.text(lang), list(names), min(1, len(names) - 1), format_func=names.__getitem__, key="sandbox-level"
        )
        ranges = Ranges(lang)
        years = ranges.number(_YEARS, 0, 20, 1.0, format="%g", key="sandbox-years")
    owner = visitors.signature()
    every = [Scenario.model_validate(one) for one in resources.store().scenarios(owner)]
    fitting = {one.name: one for one in every if one.level == level}
    with st.expander(_WRITE.text(lang), expanded=not fitting, key="sandbox-write"):
        _write(framework, level, owner, lang)
    block(f"<h3>{escape(_KEPT.fill(level=names[level]).text(lang))}</h3>")
    if not fitting:
        block(f'<p class="quiet">{_NONE.text(lang)}</p>')
        return
    picked = st.multiselect(
        _PICK.fill(n=MOST).text(lang),
        list(fitting),
        list(fitting)[-MOST:],
        max_selections=MOST,
        key=f"sandbox-picked-{level}-{len(fitting)}",
    )
    voice, called = InWords(lang), scenario_names(held.chosen.reading.advisor, [fitting[name] for name in picked])
    told = (f"<b>{escape(one)}</b> {escape(voice.gap.join(said(voice, fitting[one], called)))}" for one in picked)
    block("<ul>" + "".join(f"<li>{one}</li>" for one in told) + "</ul>")
    chosen = [fitting[name].model_copy(update={"years": years}) for name in picked]
    with st.container(horizontal=True, key="sandbox-do"):
        pressed = st.button(_COMPARE.text(lang), type="primary", key="sandbox-compare", disabled=not chosen)
        if pressed and not ranges.told():
            asked = {"scenarios": [one.model_dump(mode="json") for one in chosen]}
            given = {"faultless": held.faultless, "trial": "policy", "asked": asked, "lang": lang}
            held.begin(kinds.FORESEEING, given)
            st.rerun()
        for one in chosen[:1] if len(chosen) == 1 else ():
            handing.download(
                _FILE.text(lang),
                partial(_file_of, one),
                f"{one.name}.yaml",
                "application/yaml",
                key="sandbox-file",
            )
        if st.button(_FORGET.text(lang), key="sandbox-forget", disabled=not chosen):
            for one in chosen:
                resources.store().forget_scenario(owner, one.name)
            st.rerun()


def _file_of(one: Scenario) -> bytes:
    return scenario_file(one).encode()


def _write(framework: Framework, level: int, owner: str, lang: Lang) -> None:
    """The terms of a scenario; kept under its name."""
    advisor, bank = resources.advisor(), framework.bank
    categories = {str(one.id): one.label.text(lang) for one in advisor.pool.categories.values()}
    cities = {key: words.text(lang) for key, words in bank.option_names("city").items()}
    chains = {key: words.text(lang) for key, words in bank.option_names("chain").items()}
    measures = {one.id: one.title.text(lang) for one in advisor.measures.measures.values()}
    ranges = Ranges(lang)
    with st.form("sandbox", border=False):
        name = st.text_input(_NAME.text(lang), max_chars=40, key="sandbox-name")
        with st.container(horizontal=True):
            percent = ranges.number(_PERCENT, 0, 100, 50.0, format="%g", key="sandbox-percent", width=220)
            cap = ranges.number(_CAP, 0, 1e7, None, format="%g", key="sandbox-cap", width=220)
            budget = ranges.number(_BUDGET, 0, 1e7, None, format="%g", key="sandbox-budget", width=220)
        pays_for = _several(_PAYS_FOR, categories, "pays-for", lang)
        only_cities = _several(_CITIES, cities, "cities", lang)
        only_chains = _several(_CHAINS, chains, "chains", lang)
        merit = st.checkbox(_MERIT.text(lang), key="sandbox-merit")
        patch = _thresholds(framework, level, ranges, lang)
        file = st.file_uploader(_DRAFT_FILE.text(lang), max_upload_size=_DRAFT_MB, key="sandbox-draft-file")
        with st.container(horizontal=True):
            measure = st.selectbox(
                _PRICE.text(lang), list(measures), None, format_func=measures.__getitem__, key="sandbox-measure"
            )
            price = ranges.number(_PRICE_IS, 0, 1e6, None, format="%g", key="sandbox-price", width=220)
        if not st.form_submit_button(_KEEP.text(lang), key="sandbox-keep"):
            return
    if ranges.told():
        return
    if not name.strip():
        st.error(_ANONYMOUS.text(lang))
        return
    if file is not None and patch:
        st.error(_EITHER.text(lang))
        return
    only = [*(f"city={one}" for one in only_cities), *(f"chain={one}" for one in only_chains)]
    terms = {
        "name": name.strip(),
        "level": level,
        "percent": percent,
        "cap": cap,
        "budget": budget,
        "pays_for": pays_for,
        "only": only,
        "merit": merit,
        "prices": {measure: price} if measure is not None and price is not None else {},
        "draft": patch,
    }
    _keep(framework, owner, terms, None if file is None else (file.name, file.getvalue()))


def _keep(framework: Framework, owner: str, terms: dict[str, Any], draft: tuple[str, bytes] | None) -> None:
    """Keep a scenario once its draft has been read and checked."""
    try:
        if draft is not None:
            terms = terms | {"draft": SourceText(Path(draft[0]), handed_in=draft[1]).data}
        scenario = checked(Scenario, terms, terms["name"])
        framework_of(framework, scenario)
        resources.store().keep_scenario(owner, scenario.name, scenario.model_dump(mode="json"))
    except InputRefused as refused:
        failures.show(refused)
    else:
        st.rerun()


def _several(words: Label, options: Mapping[str, str], key: str, lang: Lang) -> list[str]:
    return st.multiselect(words.text(lang), list(options), format_func=options.__getitem__, key=f"sandbox-{key}")


def _thresholds(framework: Framework, level: int, ranges: Ranges, lang: Lang) -> dict[str, Any]:
    """The numbers that a level asks for, to be changed; the patch of those that were."""
    spec = next(one for one in framework.spec.levels if one.level == level)
    compiled = next(one for one in framework.levels if one.level == level)
    block(f'<p class="eyebrow">{_DRAFT.text(lang)}</p>')
    changed: list[dict[str, Any]] = []
    with st.container(horizontal=True):
        for at, (asked, threshold) in enumerate(zip(spec.requires, compiled.thresholds, strict=True)):
            now = float(asked.at_least)
            said = requirement_text(framework, threshold).text(lang)
            place = f"sandbox-draft-{level}-{at}"
            wanted = ranges.number(said, 0, 1e4, now, step=1.0, format="%g", key=place, width=220)
            if wanted != now:
                entry = asked.model_dump(mode="json", exclude_unset=True)
                changed.append({**entry, "at_least": int(wanted) if wanted == int(wanted) else wanted})
    return {"levels": [{"level": level, "requires": changed}]} if changed else {}


def show(held: Bench, comparison: ScenarioComparison, lang: Lang) -> None:
    """What was compared: part by part, and to take along as PDF and Word."""
    actor = visitors.actor()
    told = sandbox_brief(SandboxSubject(comparison, lang, "" if actor is None else actor.name))
    briefs.show(told, "sandbox-part", 3)
    with st.container(horizontal=True, key="sandbox-files"):
        name = f"{PurePath(held.name).stem}_{told.subject.title}"
        briefs.papers(told, name, "sandbox", {"firms": comparison.firms})
