"""The reports of very many firms: made in parts that stay, so that a run that was broken off goes on where it was.

Beside what is to be written lies a folder with the parts that are done and a note of what they were made from. Whoever
asks for the same again takes them over; another question does not find them fitting, and says so. A part appears whole
or not at all.
"""

from __future__ import annotations

import datetime
import json
import shutil
import threading
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assessment.answers import AnswerTable
from assessment.batch.archive import (
    INDEX,
    Line,
    Made,
    ReportJob,
    Written,
    file_name,
    index_csv,
    made_reports,
    put,
)
from assessment.batch.engines import Engine
from assessment.batch.scored import Batch
from assessment.batch.unfinished import check_same, read_note
from assessment.content.counties import load_counties
from assessment.language import Lang, label
from assessment.output import write_text, written
from assessment.telling.seal import Seal

PART = 96
"""Firms of a part: what is done again, at most, after a run was broken off."""
_NOTE, _TOLD = "made-from.json", "told.json"
_REPORTS = label("报告", "reports")
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class ReportGroup:
    """Firms whose reports go into one archive: its name, and their rows in the table."""

    name: str
    rows: tuple[int, ...]


@dataclass(frozen=True)
class _Part:
    """Some firms of a group: the first of them has number ``first`` of ``of``."""

    group: int
    first: int
    of: int
    rows: tuple[int, ...]

    @property
    def file(self) -> str:
        """What it is called in the folder."""
        return f"{self.group:04d}-{self.first:06d}.zip"


def by_area(batch: Batch, lang: Lang, counties: bool) -> list[ReportGroup]:
    """The firms by city, or by the county that the cell of the city names; those without one by themselves."""
    bank, table = batch.table.bank, batch.table
    book = load_counties(batch.reading.advisor.root, bank)
    rows: dict[str, list[int]] = {}
    for row, place in enumerate(table.ids):
        answer = table.answer(row, "city").value
        city = str(answer) if answer is not None else None
        words = batch.city_words.get(place) if counties else None
        code = book.code(city, None if words is None else book.county_in(city, words, bank))
        rows.setdefault(code, []).append(row)
    nowhere = label("没有写所在地", "no city given").text(lang)
    return [
        ReportGroup(
            file_name(nowhere if book.place(code) == (None, None) else book.name(code, bank).text(lang)), tuple(some)
        )
        for code, some in sorted(rows.items())
    ]


def write_reports(
    out: Path,
    job: ReportJob,
    table: AnswerTable,
    groups: Sequence[ReportGroup],
    source: Mapping[str, str],
    *,
    engine: Engine | None = None,
    progress: Progress = lambda done, all_: None,
    stop: threading.Event | None = None,
    fresh: bool = False,
) -> Written:
    """Write the reports of every group: one archive ``out``, or one for each group in a folder ``out``.

    ``source`` is what ``made_from`` says; parts that were made from the same before are taken over, unless ``fresh``.
    An archive that stands already, made from the same, is not made again. Raises ``InputRefused`` when parts lie there
    that were made from something else, and what ``reports_archive`` raises.
    """
    folder = out.with_name(f"{out.name}.parts")
    _begin(folder, source, fresh)
    alone = out.suffix.lower() == ".zip"
    if not alone:
        out.mkdir(exist_ok=True)
    parts = [_Part(at, first + 1, len(group.rows), group.rows[first : first + PART])
             for at, group in enumerate(groups) for first in range(0, len(group.rows), PART)]  # fmt: skip
    missing = [part for part in parts if not (folder / part.file).exists()]
    n = sum(len(part.rows) for part in parts)
    done = n - sum(len(part.rows) for part in missing)
    progress(done, n)
    made = made_reports(job, table, [part.rows for part in missing], engine or Engine(), stop or threading.Event())
    try:
        for part in missing:
            _write_part(folder / part.file, part, made, job.lang)
            done += len(part.rows)
            progress(done, n)
    finally:
        made.close()
    lines: list[Line] = []
    failed: list[str] = []
    seals: list[Seal] = []
    for at, group in enumerate(groups):
        target = out if alone else out / f"{group.name}.zip"
        own = [part for part in parts if part.group == at]
        index = []
        for told in _join(target, folder, own, job.lang):
            index += [tuple(line) for line in told["index"]]
            failed += told["failed"]
            seals += [_seal(**one) for one in told["seals"]]
        lines += [(line[0] if alone else f"{group.name}/{line[0]}", *line[1:]) for line in index]
    if not alone:
        with written(out / INDEX.text(job.lang)) as stream:
            stream.write(index_csv(lines, job.lang))
    shutil.rmtree(folder)
    return Written(n - len(failed), tuple(failed), tuple(seals))


def _seal(id: str, digest: str, on: str, editions: list[str]) -> Seal:
    return Seal(id, digest, datetime.date.fromisoformat(on), tuple(editions))


def _begin(folder: Path, source: Mapping[str, str], fresh: bool) -> None:
    """The folder of the parts, with the note of what they are made from."""
    note = folder / _NOTE
    if fresh and folder.exists():
        shutil.rmtree(folder)
    if note.exists():
        check_same(_REPORTS, folder, read_note(note.read_text(encoding="utf-8")), source)
        return
    folder.mkdir(parents=True, exist_ok=True)
    write_text(note, json.dumps(dict(source), ensure_ascii=False, indent=1) + "\n")


def _write_part(path: Path, part: _Part, made: Iterator[Made], lang: Lang) -> None:
    told: dict[str, list[Any]] = {"index": [], "failed": [], "seals": []}
    with written(path) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for number in range(part.first, part.first + len(part.rows)):
            one = next(made)
            told["index"].append(put(archive, one, number, part.of, lang))
            if one.pdf is None:
                told["failed"].append(one.place)
            if one.seal is not None:
                told["seals"].append(asdict(one.seal) | {"on": one.seal.on.isoformat()})
        archive.writestr(_TOLD, json.dumps(told, ensure_ascii=False))


def _join(target: Path, folder: Path, parts: Iterable[_Part], lang: Lang) -> list[dict[str, list[Any]]]:
    """Put the parts of a group together into its archive; what each of them tells."""
    tellings = []
    with written(target) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for part in parts:
            with zipfile.ZipFile(folder / part.file) as done:
                told = json.loads(done.read(_TOLD))
                for name in done.namelist():
                    if name != _TOLD:
                        archive.writestr(name, done.read(name))
            tellings.append(told)
        lines = [tuple(line) for told in tellings for line in told["index"]]
        archive.writestr(INDEX.text(lang), index_csv(lines, lang), zipfile.ZIP_DEFLATED)
    return tellings
