"""The kinds of jobs about a file of firms: reading it, reports, who should meet whom, and trials of sums and rules."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np

from assessment.advisory import Advisor
from assessment.batch import (
    Batch,
    Engine,
    firms_in_file,
    matchmake_firms,
    plans_of,
    proposal_of,
    reports_archive,
    save_firms,
    saved_firms,
    scored_firms,
)
from assessment.batch.foreseeing import (
    Foreseen,
    KnownChanges,
    best_division,
    changes,
    corrected_by,
    found_wrong,
    groups_to_buy,
    tried_scenarios,
    visit_list,
)
from assessment.content.bank import FactBank
from assessment.content.counties import load_counties
from assessment.foresight import Scenario, ScenarioComparison
from assessment.language import Label, label
from assessment.output import write_text, written
from assessment.problems import InputRefused
from assessment.providers import Matchmaking
from assessment.store.records import JobRecord, KeptFile
from assessment.store.refusals import FileUnknown
from assessment.work import drawing, inviting, kept, known
from assessment.work.runner import JobAtWork, Work, processes
from assessment.workbook.firms.mapping import remembered
from assessment.workbook.firms.proposing import ColumnProposal
from assessment.workbook.firms.reading import FirmsRead, NoTable

READING, REPORTS, MATCHMAKING = "reading", "reports", "matchmaking"
RESULTS, FORESEEING = "results", "foreseeing"
_FIRMS, _COLUMNS = "firms.npz", "columns.json"
_PLANNING = label("正在给每家企业算方案", "Planning every firm")
_WRITING = label("正在写结果表", "Writing the results")
_MAKING = label("正在生成报告（第一批要等十几秒）", "Making the reports (the first take a moment)")


def kinds(advisor: Callable[[], Advisor]) -> Mapping[str, Work]:
    """What each kind does; ``advisor`` gives the content in force when a job begins."""
    works = {
        READING: _read,
        REPORTS: _reports,
        MATCHMAKING: _matchmaking,
        RESULTS: _results,
        FORESEEING: _foreseeing,
    }
    return {kind: partial(work, advisor) for kind, work in works.items()}


def batch_of(advisor: Advisor, file: KeptFile) -> Batch | None:
    """The firms of a file that has been read, scored; None when it must be read anew."""
    try:
        firms = saved_firms(advisor.bank, kept.place(file.id) / _FIRMS)
    except FileNotFoundError:
        return None
    return None if firms is None else scored_firms(advisor, firms, file.day)


def unknown_columns(file: KeptFile) -> tuple[ColumnProposal, ...]:
    """The columns of a file in which no table of firms was found, with what they may hold."""
    try:
        told = json.loads((kept.place(file.id) / _COLUMNS).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    return tuple(map(proposal_of, told))


def only_faultless(batch: Batch) -> Batch:
    """The firms of a batch without a problem in their row."""
    return batch.only(np.flatnonzero(~batch.faulty))


def archive_of(job: JobRecord) -> Path:
    """The reports that a job made; the file is there once the job is done."""
    return _made(job, "zip")


def results_of(job: JobRecord) -> Path:
    """The results with the plan of every firm that a job made; the file is there once the job is done."""
    return _made(job, "xlsx")


def matchmaking_of(job: JobRecord) -> Matchmaking | None:
    """What a finished job of matchmaking found; None when its file is gone."""
    try:
        return _matchmaking_in(_made(job, "json"))
    except FileNotFoundError:
        return None


@lru_cache(maxsize=4)
def _matchmaking_in(path: Path) -> Matchmaking:
    return Matchmaking.model_validate_json(path.read_text(encoding="utf-8"))


def foreseen_of(job: JobRecord) -> Path:
    """The workbook that a trial made; the file is there once the job is done."""
    return _made(job, "xlsx")


def first_lines(job: JobRecord, most: int) -> tuple[list[str], list[list[object]]]:
    """The heads of the workbook that a trial made and some lines; firms' names stand in that file alone."""
    from openpyxl import load_workbook  # where it is used: a server that shows no trial does without

    with foreseen_of(job).open("rb") as stream:
        book = load_workbook(stream, read_only=True)
        lines = book.worksheets[0].iter_rows(values_only=True, max_row=1 + most)
        return [str(head) for head in next(lines)], [list(line) for line in lines]


def compared(job: JobRecord) -> ScenarioComparison | None:
    """The scenarios that a finished trial compared; None for another trial."""
    told = job.result.get("comparison")
    return None if told is None else ScenarioComparison.model_validate_json(json.dumps(told))


def forget_what_was_made(job: JobRecord) -> None:
    """Remove what a job made."""
    for suffix in ("zip", "json", "xlsx"):
        _made(job, suffix).unlink(missing_ok=True)


def _made(job: JobRecord, suffix: str) -> Path:
    assert job.file_id is not None
    return kept.place(job.file_id) / f"{job.kind}-{job.id.hex}.{suffix}"


def _file(task: JobAtWork) -> KeptFile:
    found = None if task.job.file_id is None else task.store.kept_file(task.job.file_id)
    if found is None:
        raise FileUnknown()
    return found


def _read(advisor: Callable[[], Advisor], task: JobAtWork) -> Any:
    file = _file(task)
    now = advisor()
    bank = now.bank
    firms = known.read(task.store, bank, load_counties(now.root, bank), file, task.say, task.advance)
    if firms is None:
        firms = _read_file(bank, file, task)
    save_firms(firms, task.folder / _FIRMS)
    return {"firms": len(firms.table), "faulty": int(firms.faulty.sum()), "problems": len(firms.problems)}


def _read_file(bank: FactBank, file: KeptFile, task: JobAtWork) -> FirmsRead:
    data = kept.content(file.id).read_bytes()
    mapping = remembered(task.store.remembered_headers(file.owner), bank)
    (task.folder / _COLUMNS).unlink(missing_ok=True)
    try:
        return firms_in_file(bank, data, file.name, say=task.say, mapping=mapping)
    except NoTable as refused:
        told = [asdict(one) | {"reason": one.reason.model_dump()} for one in refused.unknown]
        write_text(task.folder / _COLUMNS, json.dumps(told, ensure_ascii=False))
        raise


def firms_of(advisor: Advisor, task: JobAtWork) -> tuple[KeptFile, Batch]:
    """The file that a job is about and its firms: read anew where the questions have changed since."""
    file = _file(task)
    batch = batch_of(advisor, file)
    if batch is None:
        _read(lambda: advisor, task)
        batch = batch_of(advisor, file)
    assert batch is not None
    return file, batch


def _chosen(advisor: Advisor, task: JobAtWork) -> Batch:
    _, batch = firms_of(advisor, task)
    return only_faultless(batch) if task.job.given["faultless"] else batch


def _reports(advisor: Callable[[], Advisor], task: JobAtWork) -> Any:
    task.say(_MAKING)
    given = task.job.given
    reading = _chosen(advisor(), task).reading
    made = reports_archive(
        archive_of(task.job),
        reading.advisor,
        reading.table.take(given["rows"]),
        reading.on,
        given["lang"],
        engine=Engine(processes()),
        progress=task.advance,
        stop=task.stop,
    )
    return {"reports": made.reports, "failed": list(made.failed)}


def _results(advisor: Callable[[], Advisor], task: JobAtWork) -> Any:
    task.say(_PLANNING)
    batch = _chosen(advisor(), task)
    plans = plans_of(batch.reading, Engine(processes()), task.advance, task.stop)
    task.say(_WRITING)
    with written(results_of(task.job)) as stream:
        batch.write_workbook(stream, task.job.given["lang"], plans=plans)
    return {"firms": len(plans)}


def _matchmaking(advisor: Callable[[], Advisor], task: JobAtWork) -> Any:
    now = advisor()
    reading = _chosen(now, task).reading
    made = matchmake_firms(
        reading, now.pool, engine=Engine(processes()), say=task.say, progress=task.advance, stop=task.stop
    )
    write_text(_made(task.job, "json"), made.model_dump_json())
    return {"pool": now.pool.version, "invitations": len(made.invitations)}


def _reported(advisor: Advisor, task: JobAtWork) -> Batch:
    """The firms in hand as they reported, so that the same are drawn again once some of them were verified."""
    file, bank = _file(task), advisor.bank
    firms = known.read(task.store, bank, load_counties(advisor.root, bank), file, progress=task.advance, reported=True)
    return _chosen(advisor, task) if firms is None else scored_firms(advisor, firms, file.day)


def _changed(advisor: Advisor, task: JobAtWork, before: UUID) -> Foreseen:
    """What changed the points of the firms in hand since an earlier round."""
    _, after = firms_of(advisor, task)
    round_id, area = known.which(_file(task))
    (earlier,) = [one for one in task.store.rounds() if one.id == before]
    counties = load_counties(advisor.root, advisor.bank)
    told = []
    for reported in (True, False):
        firms = known.gathered(
            task.store, advisor.bank, counties, earlier.name, before, area, progress=task.advance, reported=reported
        )
        told.append(scored_firms(advisor, firms, earlier.edition))
    followed = known.followed(task.store, counties, round_id, area, advisor.measures.measures)
    return changes(told[0], after, task.job.given["lang"], KnownChanges(found_wrong(*told), followed), task.advance)


def _drawn(advisor: Advisor, task: JobAtWork) -> Foreseen:
    """A list of visits to the firms in hand, kept as it was drawn."""
    file, asked = _file(task), task.job.given["asked"]
    round_id, area, proved = None, "", None
    if known.are_in(file):
        round_id, area = known.which(file)
        proved = known.proved(task.store, load_counties(advisor.root, advisor.bank), round_id, area)
    batch = _reported(advisor, task)
    found, list_ = visit_list(batch, **asked, lang=task.job.given["lang"], proved=proved)
    kept = drawing.keep(task.store, list_, batch, file.name, round_id, area, asked, task.job.owner)
    return replace(found, lines=(*found.lines, drawing.told(kept)))


def _visited(advisor: Advisor, task: JobAtWork) -> Foreseen:
    """What the visits to a list that was kept say of all firms from whom it was drawn."""
    _, batch = firms_of(advisor, task)
    round_id, area = known.which(_file(task))
    seen = known.visited(task.store, load_counties(advisor.root, advisor.bank), round_id, area)
    rows = [row for row, place in enumerate(batch.table.ids) if place in seen]
    list_ = drawing.kept(task.store, task.job.given["asked"]["draw"])
    return corrected_by(list_, batch, batch.only(rows), task.job.given["lang"], task.store.mark)


_FIELDS: Mapping[str, Label] = {
    "budget": label("总额", "The sum"),
    "weight": label("一级按几分算", "Points for a level"),
    "floors": label("下限", "Floors"),
    "visits": label("走访几家", "Visits"),
    "refused": label("一个回答站不住的可能", "How likely an answer does not stand"),
    "level": label("等级", "The level"),
    "draw": label("走访名单", "The list of visits"),
    "before": label("以前那一轮", "The round before"),
    "pool": label("资源池", "The pool"),
    "percent": label("补助的百分之几", "The share paid"),
    "scenarios": label("方案", "Scenarios"),
}
"""What fields of a trial are called on its page."""


def _foreseeing(advisor: Callable[[], Advisor], task: JobAtWork) -> Any:
    try:
        return _tried(advisor, task)
    except InputRefused as refused:
        lang = task.job.given["lang"]
        named = [
            replace(one, where=_FIELDS[one.where].text(lang)) if one.where in _FIELDS else one
            for one in refused.problems
        ]
        raise InputRefused(named) from None


def _tried(advisor: Callable[[], Advisor], task: JobAtWork) -> Any:
    now, given = advisor(), task.job.given
    task.say(_PLANNING)
    asked, lang, comparison, engine = given["asked"], given["lang"], None, Engine(processes())
    found: Foreseen
    if given["trial"] == "visits":
        found = _drawn(now, task)
    elif given["trial"] == "visited":
        found = _visited(now, task)
    elif given["trial"] == "change":
        found = _changed(now, task, UUID(asked["before"]))
    elif given["trial"] == "groups":
        batch = _chosen(now, task)
        found = groups_to_buy(
            batch,
            **asked,
            lang=lang,
            agreed=partial(inviting.agreed, task.store, batch),
            progress=task.advance,
            engine=engine,
        )
    elif given["trial"] == "sum":
        found = best_division(_chosen(now, task), **asked, lang=lang, progress=task.advance, engine=engine)
    else:
        scenarios = [Scenario.model_validate_json(json.dumps(one)) for one in asked["scenarios"]]
        tested = tried_scenarios(_chosen(now, task), scenarios, _file(task).name, lang, task.advance, engine)
        found, comparison = tested.firms, tested.comparison.model_dump(mode="json")
    found.save(foreseen_of(task.job), lang)
    told: dict[str, Any] = {"lines": [[line.zh, line.en] for line in found.lines], "comparison": comparison}
    if given["trial"] == "visited":  # a line an area, few enough to be shown
        told["heads"] = [column.title.model_dump() for column in found.columns]
        told["rows"] = list(map(list, zip(*(column.cells for column in found.columns), strict=True)))
    return told | {"firms": len(found.columns[0].cells)}
