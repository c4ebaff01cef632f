"""Everything an expert may edit, loaded and checked against each other: what ``assessment check`` says."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from assessment.advisory import MAIN_FRAMEWORK, Advisor
from assessment.answers import AnswerTable
from assessment.answers.firm_file import load_firm
from assessment.archetypes import load_models
from assessment.benchmarks import load_benchmarks
from assessment.content.archetypes import load_archetypes
from assessment.content.bank import FactBank
from assessment.content.barriers import load_barriers
from assessment.content.centres import load_centres
from assessment.content.counties import load_counties
from assessment.content.crosswalk import load_crosswalk
from assessment.content.forms import load_forms
from assessment.content.frameworks import FrameworkFile, with_parameters
from assessment.content.hands import load_hands
from assessment.content.json_schema import json_schemas
from assessment.content.library import FrameworkSource, load_bank, read_frameworks
from assessment.content.measures import load_measures
from assessment.content.parameter_checks import where_chosen
from assessment.content.programmes import load_programmes
from assessment.content.proofs import load_proofs
from assessment.content.providers import load_pool
from assessment.content.regions import load_regions
from assessment.content.respondents import load_respondents
from assessment.content.size_classes import load_size_rules
from assessment.content.support import load_support
from assessment.content.tender import load_tender_terms
from assessment.content.troubles import load_troubles
from assessment.language import Label, label
from assessment.population import solved_population
from assessment.problems import InputRefused, Problem, refuse
from assessment.scoring import Framework
from assessment.settings import content_root

Report = tuple[list[Problem], list[Label]]


def check_everything(root: Path | None = None) -> Report:
    """Every fault of the questionnaires and the seeds, and what was found, a line each."""
    root = root or content_root()
    problems, summary = check_content(root)
    try:
        bank = load_bank(root)
    except InputRefused:
        return problems, summary
    frameworks = {found.spec.id: found.spec for found in read_frameworks(root)[0].values()}
    sound = 0
    jobs = list(_seed_jobs(root, bank, frameworks))
    for job in jobs:
        faults = _faults_of(job)
        problems += faults
        sound += not faults
    summary.append(
        label(f"其他内容：{len(jobs)} 类，{sound} 类没有问题", f"seeds: {sound} of {len(jobs)} kinds are sound")
    )
    return problems, summary


def check_content(root: Path) -> Report:
    """Every fault of ``root/questionnaires``, and what was found, a line each.

    Facts are checked first: while they are faulty, frameworks and crosswalk cannot be checked against them.
    """
    problems = [*_unread_files(root), *_schemas_that_differ(root)]
    try:
        bank = load_bank(root)
    except InputRefused as refused:
        told = label(
            "事实库有误，请先改正；框架和对照表还没有核对", "correct the facts first; nothing else was checked"
        )
        return [*problems, *refused.problems], [told]
    summary = [
        label(
            f"事实 {len(bank.facts)} 个，分 {len(bank.topics)} 页",
            f"{len(bank.facts)} facts on {len(bank.topics)} pages",
        )
    ]
    found, faults = read_frameworks(root)
    problems += faults
    for source in found.values():
        faults, line = _check_framework(source, bank)
        problems += faults
        summary.append(line)
    problems += _faults_of(load_forms, root, bank)
    path = root / "questionnaires" / "crosswalk.yaml"
    if path.exists():
        problems += _faults_of(load_crosswalk, path, bank, root)
        summary += _crosswalk_line(path, bank, root)
    return problems, summary


def _faults_of(job: Callable[..., object], *given: object) -> list[Problem]:
    try:
        job(*given)
    except InputRefused as refused:
        return list(refused.problems)
    return []


def _unread_files(root: Path) -> Iterator[Problem]:
    """Files that look like content but are never read."""
    for folder in ("questionnaires", "seeds", "models"):
        for path in sorted((root / folder).rglob("*.yml")):
            yield Problem(
                path.relative_to(root).as_posix(),
                label("文件名不以 .yaml 结尾，不会被读取", "the name does not end in .yaml, so the file is never read"),
                label("请把扩展名改为 .yaml。", "Rename it to .yaml."),
            )


def _schemas_that_differ(root: Path) -> Iterator[Problem]:
    """JSON Schemas that an editor would be misled by, or could not read."""
    made = json_schemas()
    for path in sorted((root / "questionnaires" / "schema").glob("*.json")):
        try:
            same = json.loads(path.read_bytes()) == made.get(path.name)
        except (OSError, ValueError, RecursionError):
            same = False
        if not same:
            yield Problem(
                path.relative_to(root).as_posix(),
                label("不是这一版的模式文件，或已损坏", "not the schema of this version, or damaged"),
                label(
                    "编辑器会照它提示。请运行 python -m assessment.content.json_schema 重新生成。",
                    "Editors go by it: make it anew with python -m assessment.content.json_schema.",
                ),
            )


def _check_framework(found: FrameworkSource, bank: FactBank) -> tuple[list[Problem], Label]:
    """One edition under its default reading, and under each other choice of each open point."""
    spec, where = found.spec, found.source.where
    readings = [(name, choice) for name, parameter in spec.parameters.items() for choice in parameter.choices]
    problems = _faults_of(Framework, spec, bank, where)
    if not problems:
        for name, choice in readings:
            there = where_chosen(spec, name, choice, where)
            problems += _faults_of(Framework, with_parameters(spec, {name: choice}), bank, there)
    until = (
        label("长期有效", "no end") if spec.valid_to is None else label(f"至 {spec.valid_to}", f"to {spec.valid_to}")
    )
    return problems, label(
        "框架 {key}：{items} 项，{levels} 个等级，{readings} 种读法，自 {start} 起，{until}：{verdict}",
        "framework {key}: {items} items, {levels} levels, {readings} readings, from {start}, {until}: {verdict}",
    ).fill(
        key=f"{spec.id}@{spec.version}",
        items=len(spec.items),
        levels=len(spec.levels),
        readings=max(1, len(readings)),
        start=spec.valid_from,
        until=until,
        verdict=label("有误", "faulty") if problems else label("没有问题", "sound"),
    )


def _crosswalk_line(path: Path, bank: FactBank, root: Path) -> list[Label]:
    try:
        relations = load_crosswalk(path, bank, root).relations
    except InputRefused:
        return []
    kinds = Counter(relation.relation for relation in relations)
    counted = ", ".join(f"{kind} {kinds[kind]}" for kind in ("equal", "implies", "suggests"))
    return [label(f"对照关系 {len(relations)} 条：{counted}", f"{len(relations)} relations between facts: {counted}")]


def _seed_jobs(root: Path, bank: FactBank, frameworks: dict[str, FrameworkFile]) -> Iterator[Callable[[], object]]:
    yield lambda: load_size_rules(root, bank)
    yield lambda: load_regions(root, bank)
    yield lambda: load_counties(root, bank)
    yield lambda: load_benchmarks(root, bank)
    # Solving it is the only way to find margins that contradict each other.
    yield lambda: solved_population(root, bank)
    yield lambda: load_archetypes(root)
    yield lambda: load_measures(root, bank)
    yield lambda: load_pool(root, bank, load_measures(root, bank).measures)
    yield lambda: load_programmes(root, bank, frameworks)
    yield lambda: load_support(root)
    yield lambda: load_hands(root)
    yield lambda: load_proofs(root, bank)
    yield lambda: load_respondents(root, bank)
    yield lambda: load_centres(root, bank)
    yield lambda: load_tender_terms(root)
    yield lambda: load_troubles(root, bank, load_measures(root, bank).measures)
    yield lambda: load_barriers(root, bank, load_measures(root, bank).measures, load_support(root))
    for path in sorted((root / "seeds" / "firms").glob("*.yaml")):
        yield partial(_sound_firm, path, bank)
    yield lambda: load_models(root)
    yield lambda: _readings(root)


def _sound_firm(path: Path, bank: FactBank) -> None:
    """A sample firm in which every answer can be used."""
    _, _, faults, source = load_firm(path, bank)
    if faults:
        raise InputRefused([fault.at(source.where(("answers", fault.fact))) for fault in faults])


def _readings(root: Path) -> None:
    """An advisory of a firm without answers on every day on which an edition begins, or the last one ends."""
    advisor = Advisor.load(root)
    table = AnswerTable.from_answers(advisor.bank, [{}])
    for day in sorted({edition.spec.valid_from for edition in advisor.editions}):
        if MAIN_FRAMEWORK in advisor.frameworks_on(day):
            next(advisor.advise(table, day))
    ends = [edition.spec.valid_to for edition in advisor.editions if edition.spec.id == MAIN_FRAMEWORK]
    if None not in ends:
        last = max(end for end in ends if end is not None)
        raise refuse(
            "questionnaires/frameworks",
            label("国家评测指标没有长期有效的版本", "no edition of the national indicators is without an end"),
            label(
                "最后一版到期以后就出不了结果：请加上接替的一版，或去掉 valid_to。",
                "After the last day there are no results: add the edition that follows, or remove valid_to.",
            ),
            last.isoformat(),
        )
