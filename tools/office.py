"""Every Word paper and workbook that the commands write, through LibreOffice and back: what it shows, what it keeps.

``python -m tools.office FOLDER`` writes them there in both languages, has ``soffice`` open and save every one, and
prints what differs; it ends with 1 where anything does. LibreOffice is needed for it and for nothing else, so the suite
does not run it; docs/reports.md says what came of it.
"""

from __future__ import annotations

import datetime
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import numpy as np
import openpyxl
import pypdfium2
import yaml
from click.testing import CliRunner
from docx.oxml.ns import qn

from assessment.advisory import default_advisor
from assessment.cli import main as commands
from assessment.language import LANGUAGES
from assessment.telling.brand import Brand, Signed
from assessment.word.document import write_word
from tests.batches import as_csv, records
from tests.random_firms import random_record, with_gaps
from tests.report.conftest import ON, made_advisories

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "seeds" / "firms"
LENGTHS = ("page", "owner", "full")
RANDOM = 3
PROFILE = {"name": "示例顾问", "organisation": "示例咨询有限公司", "title": "顾问", "phone": "0791-00000000"}
CHANGES = [
    {"kind": "left_out", "measures": ["customer_system"], "reason": "示例：已有替代办法"},
    {"kind": "price", "measures": ["warehouse_barcodes"], "price": 3.2},
]
_PAGES = re.compile(r"\d+(?=页|of)|(?<=of)\d+$")
"""The numbers of a page and of all in the foot, which a program works out."""


# -- what is written --------------------------------------------------------------------------------------------------


def _command(*words: str | Path) -> None:
    """One command of ours; ends the run where it fails."""
    done = CliRunner().invoke(commands, [str(word) for word in words])
    if done.exit_code:
        raise SystemExit(f"{' '.join(map(str, words))}\n{done.output}{done.exception or ''}")


def _firms(folder: Path) -> Iterator[Path]:
    """The samples, and firms made at random, every other one with gaps."""
    yield from sorted(SAMPLES.glob("sample_*.yaml"))
    advisor = default_advisor()
    facts = advisor.facts_to_fill(list(advisor.frameworks_on(ON).values()))
    for seed in range(RANDOM):
        rng = np.random.default_rng(seed)
        answers = random_record(advisor.bank, tuple(facts), rng) | {"firm_name": f"示例随机厂{seed}"}
        answers = with_gaps(answers, rng, 0.15) if seed % 2 else answers
        path = folder / f"firm{seed}.yaml"
        path.write_text(yaml.safe_dump({"fidelity": "sample", "answers": answers}, allow_unicode=True), "utf-8")
        yield path


def write(folder: Path) -> Path:
    """Every kind of paper and workbook into ``folder/papers``; where they stand."""
    out = folder / "papers"
    out.mkdir(parents=True)
    os.environ["ASSESSMENT_DATABASE_URL"] = f"sqlite:///{folder / 'office.sqlite3'}"
    (folder / "profile.yaml").write_text(yaml.safe_dump(PROFILE, allow_unicode=True), "utf-8")
    changes = {"author": "示例顾问", "changes": CHANGES}
    (folder / "changes.yaml").write_text(yaml.safe_dump(changes, allow_unicode=True), "utf-8")
    many = folder / "firms.csv"
    many.write_bytes(as_csv(records(default_advisor(), 40, 7, gaps=0.1), employees_3="很多"))
    _command("import", many, "--good-rows", "--on", f"{ON}")
    firms = list(_firms(folder))
    for lang in LANGUAGES:
        said = ("--lang", lang, "--on", f"{ON}")
        for firm in firms:
            hand = ("--profile", folder / "profile.yaml", "--adjust", folder / "changes.yaml")
            for length in LENGTHS:
                few = () if length == "full" else ("--no-choices",)
                told = ("--length", length, *few, *(hand if firm.stem == "sample_moulding" else ()), *said)
                _command("advise", firm, "--word", out / f"{firm.stem}.{length}.{lang}.docx", *told)
        _of_one_firm(folder, out, said, lang)
        _of_many(folder, out, many, said, lang)
        _visited(out, lang)
    return out


def _of_one_firm(folder: Path, out: Path, said: tuple[str, ...], lang: str) -> None:
    """What is asked of bidders, promised and done, the rehearsal of a visit, what several people said."""
    firm, promised = SAMPLES / "sample_ceramics.yaml", folder / f"promised.{lang}.json"
    _command("advise", firm, "--json", promised, *said)
    asked = ("--word", out / f"ask.{lang}.docx", "--sheet", out / f"bid.{lang}.xlsx")
    _command("tender", "request", firm, *asked, *said)
    steps = json.loads(promised.read_text("utf-8"))["plan"]["steps"]
    progress = [{"measure": steps[0]["measure"], "state": "accepted", "end": "2026-11-20", "cost": 1.2}]
    (folder / "progress.yaml").write_text(yaml.safe_dump({"progress": progress}), "utf-8")
    done = ("--progress", folder / "progress.yaml")
    _command("follow", promised, firm, *done, "--word", out / f"followed.{lang}.docx", *said)
    _command("rehearse", firm, "--word", out / f"rehearsed.{lang}.docx", *said)
    said_else = ("--shop-floor", SAMPLES / "sample_furniture.yaml")
    _command("views", firm, *said_else, "--word", out / f"views.{lang}.docx", *said)


def _of_many(folder: Path, out: Path, many: Path, said: tuple[str, ...], lang: str) -> None:
    """Briefs, templates, sheets to print, results, the marked copy, the day of a matchmaking with its lists."""
    _command("brief", "--out", out / f"brief.{lang}.docx", "--lang", lang)
    _command("foresee", "policy", many, out / f"policy.{lang}.docx", "--percent", "50", *said)
    _command("foresee", "policy", many, out / f"policy.{lang}.xlsx", "--percent", "50", *said)
    for several in ("letters", "words", "ticks"):
        _command("template", out / f"template-{several}.{lang}.xlsx", "--several", several, *said)
    _command("paper", out / f"empty.{lang}.xlsx", *said)
    _command("paper", out / f"filled.{lang}.xlsx", "--firms", many, *said)
    marked = ("--marked", out / f"marked.{lang}.xlsx")
    _command("score", many, out / f"results.{lang}.xlsx", *marked, *said)
    lists = folder / f"lists.{lang}.zip"
    _command("matchmake", many, out / f"meetings.{lang}.xlsx", "--lists", lists, *said)
    with zipfile.ZipFile(lists) as archive:
        first = min(name for name in archive.namelist() if name.endswith(".xlsx"))
        (out / f"invited.{lang}.xlsx").write_bytes(archive.read(first))


def _visited(out: Path, lang: Any) -> None:
    """A report with remarks, seen answers and a hostile name, signed, which no command makes."""
    brand, signed = Brand(**PROFILE), Signed(place="南昌", day=ON + datetime.timedelta(days=1))
    for length in LENGTHS:
        made = out / f"visited.{length}.{lang}.docx"
        write_word(made, made_advisories()["visited"], lang, brand, length, signed=signed)  # type: ignore[arg-type]


# -- what LibreOffice makes of it -------------------------------------------------------------------------------------


def converted(files: list[Path], ending: str, out: Path) -> dict[str, Path]:
    """The files as LibreOffice saves them, by their names."""
    home = out.parent / "office-profile"
    asked = ["soffice", f"-env:UserInstallation=file://{home}", "--headless", "--convert-to", ending, "--outdir", out]
    subprocess.run([*asked, *files], check=True, capture_output=True)
    return {path.name: out / f"{path.stem}.{ending}" for path in files}


def _bare(text: str) -> str:
    """Letters and figures alone: programs put spaces, hyphens and breaks where they like."""
    return re.sub(r"\W+", "", text)


def _value(value: Any) -> Any:
    """As it can be compared: figures as exactly as LibreOffice writes them, names of sheets without quotes."""
    return round(value, 12) if isinstance(value, float) else re.sub(r"'(\w+)'!", r"\1!", str(value))


def _words(element: Any) -> str:
    return "".join(one.text or "" for one in element.iter(qn("w:t")))


def _kept(path: Path) -> dict[str, Any]:
    """What must come back from another program."""
    made = docx.Document(str(path))
    body = made.element.body
    fields = " ".join(one.text or "" for one in body.iter(qn("w:instrText")))
    return {
        "words": [text for one in body.iter(qn("w:p")) if (text := _bare(_words(one)))],
        "headings": [(p.style.name, _bare(p.text)) for p in made.paragraphs if p.style.name.startswith("Heading")],
        "tables": [[[_bare(cell.text) for cell in row.cells] for row in table.rows] for table in made.tables],
        "repeated heads": sum(bool(t.rows[0]._tr.xpath("./w:trPr/w:tblHeader")) for t in made.tables),
        "rows never cut": sum(bool(row._tr.xpath("./w:trPr/w:cantSplit")) for t in made.tables for row in t.rows),
        "captions counted": len(re.findall(r"SEQ \w+", fields)),
        "contents": "TOC " in fields,
        "comments": [(one.author, _bare(one.text)) for one in made.comments],
        "pictures": [one.get("descr") for one in body.iter(qn("wp:docPr")) if one.get("descr")],
        "foot": _PAGES.sub("", _bare(_words(made.sections[0].footer._element))),
        "title": made.core_properties.title,
    }


def _shown(path: Path, pdf: Path) -> Iterator[str]:
    """What a page does not show of a Word file, and a paper of one page that takes more."""
    pages = [_bare(page.get_textpage().get_text_range()) for page in pypdfium2.PdfDocument(pdf)]
    made = docx.Document(str(path))
    edge = made.sections[0]
    head, foot = (_bare(_words(one._element)) for one in (edge.header, edge.footer))
    around = "|".join(filter(None, (head, _PAGES.sub(r"\\d+", foot))))
    text = "".join(re.sub(around, "", page) for page in pages)
    for one in made.element.body.iter(qn("w:p")):
        words = re.sub(around, "", _bare(_words(one)))
        if words not in text:
            yield f"not shown: {words[:60]}"
    if ".page." in path.name and len(pages) > 1:
        yield f"{len(pages)} pages"


def _sheets(path: Path) -> dict[str, Any]:
    """Every cell of a workbook that says something, and what guides the hand that fills it in.

    Frozen rows are no part of it: without a window LibreOffice keeps none.
    """
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    found: dict[str, Any] = {"sheets": [(one.title, one.sheet_state) for one in book]}
    for sheet in book:
        cells = (cell for row in sheet.iter_rows() for cell in row)
        found[f"cells of {sheet.title}"] = {
            cell.coordinate: _value(cell.value) for cell in cells if cell.value not in (None, "")
        }
        lists = Counter(str(one.type) for one in sheet.data_validations.dataValidation for _ in one.sqref.ranges)
        found[f"rules of {sheet.title}"] = bool(lists)
        found[f"comments of {sheet.title}"] = sum(bool(cell.comment) for row in sheet.iter_rows() for cell in row)
        found[f"locked {sheet.title}"] = sheet.protection.sheet
    return found


def _differing(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    for what, value in before.items():
        if after.get(what) != value:
            yield f"{what}: {_first_difference(value, after.get(what))}"


def _first_difference(before: Any, after: Any) -> str:
    if isinstance(before, list) and isinstance(after, list):
        pairs = zip(before, after, strict=False)
        found = next(((one, other) for one, other in pairs if one != other), (len(before), len(after)))
        return f"{found[0]!r:.200} -> {found[1]!r:.200}"
    if isinstance(before, dict) and isinstance(after, dict):
        keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
        return f"{len(keys)}, {keys[0]}: {before.get(keys[0])!r:.100} -> {after.get(keys[0])!r:.100}"
    return f"{before!r:.200} -> {after!r:.200}"


def _read_alike(papers: Path, work: Path) -> Iterator[str]:
    """A marked copy that LibreOffice saved is scored as the one that we wrote."""
    for path in sorted(papers.glob("marked.*.xlsx")):
        made = []
        for folder in (papers, work / "again"):
            made.append(folder.parent / f"{folder.name}-{path.stem}.csv")
            _command("score", folder / path.name, made[-1], "--on", f"{ON}")
        if made[0].read_bytes() != made[1].read_bytes():
            yield f"{path.name}: read otherwise"


def faults(papers: Path, work: Path) -> Iterator[str]:
    """What LibreOffice does not show, or does not give back, a line each."""
    texts, books = sorted(papers.glob("*.docx")), sorted(papers.glob("*.xlsx"))
    pages = converted(texts, "pdf", work / "pages")
    again = converted(texts, "docx", work / "again")
    odt = converted(texts, "odt", work / "odt")
    from_odt = converted(list(odt.values()), "docx", work / "from-odt")
    books_again = converted(books, "xlsx", work / "again")
    for path in texts:
        before = _kept(path)
        yield from (f"{path.name}: {one}" for one in _shown(path, pages[path.name]))
        yield from (f"{path.name} as docx: {one}" for one in _differing(before, _kept(again[path.name])))
        other = _kept(from_odt[f"{path.stem}.odt"])
        yield from (f"{path.name} as odt: {one}" for one in _differing(before, other))
    yield from _read_alike(papers, work)
    for path in books:
        yield from (f"{path.name}: {one}" for one in _differing(_sheets(path), _sheets(books_again[path.name])))
    print(f"{len(texts)} Word papers, {len(books)} workbooks", file=sys.stderr)


def main() -> None:
    """Write, convert, compare."""
    folder = Path(sys.argv[1]).resolve()
    found = list(faults(write(folder), folder))
    print("\n".join(found) or "nothing differs")
    raise SystemExit(bool(found))


if __name__ == "__main__":
    main()
