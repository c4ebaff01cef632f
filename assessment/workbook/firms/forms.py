"""An export of another's form, a row for each question, gathered into a table with a row for each firm."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from assessment.answers.typed import Value, fold
from assessment.content.forms import FormQuestion, QuestionForm, number_of
from assessment.content.provenance import FIDELITY
from assessment.language import Label, label
from assessment.problems import Problem, shorten
from assessment.workbook.grid.cells import Sheet, is_empty
from assessment.workbook.grid.moved import GatheredSheet

_HEADER_WITHIN = 60  # rows of a sheet among which the header of a form is looked for
_NAME, _CODE = "firm_name", "credit_code"
_LETTERS = re.compile(r"([A-Za-z])(?:$|[.、．)）:：\s].*)", re.DOTALL)
_SEPARATOR = re.compile(r"[;；,，、|/\s]+")
_READ_AS = label(
    "“{sheet}”按《{title}》读取（{fidelity}）：{rows} 行，{firms} 家企业。",
    "'{sheet}' was read as '{title}' ({fidelity}): {rows} rows, {firms} firms.",
)
_UNKNOWN = label("这种格式里没有这个题号，{n} 行没有读取", "the form has no such question; {n} rows were not read")
_NOT_READ = label("这一题不读，略过 {n} 行", "this question is not read; {n} rows are left out")
_TWICE = label(
    "同一家企业的这一题前面已经答过，这一行没有读取", "the firm has answered this above; the row was not read"
)
_NOBODY = label("不知道是哪家企业的，没有读取", "it is not clear whose it is; the row was not read")
_CHECK = label("请核对题号。", "Check the number of the question.")
_KEEP_ONE = label("请只留一行。", "Keep one of the rows.")
_NAME_FIRM = label("请写上企业名称。", "Give the name of the firm.")


@dataclass
class Gathered:
    """A sheet made of the rows of a form, what is to be told of it, and what was wrong with rows."""

    sheet: GatheredSheet
    note: Label
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class _Columns:
    row: int
    firm: int
    question: int
    answer: int
    code: int | None


def gather(sheet: Sheet, forms: Sequence[QuestionForm]) -> Gathered | None:
    """The sheet as a table of firms, when it has the columns of a form; None for any other sheet."""
    for form in forms:
        if (columns := _columns(sheet, form)) is not None:
            return _Gathering(sheet, form, columns).table()
    return None


def _columns(sheet: Sheet, form: QuestionForm) -> _Columns | None:
    """Where the columns of a form are; the header is the first row that has them all."""
    names = {
        what: {fold(name) for name in getattr(form.columns, what)} for what in ("firm", "code", "question", "answer")
    }
    for row, values in enumerate(sheet.rows[:_HEADER_WITHIN], 1):
        texts = [fold(value) if isinstance(value, str) else "" for value in values]
        found = {
            what: next((at for at, text in enumerate(texts, 1) if text in known), None) for what, known in names.items()
        }
        if found["firm"] and found["question"] and found["answer"]:
            return _Columns(row, found["firm"], found["question"], found["answer"], found["code"])
    return None


class _Gathering:
    """One sheet being gathered."""

    def __init__(self, sheet: Sheet, form: QuestionForm, columns: _Columns):
        self.sheet, self.form, self.at = sheet, form, columns
        self.questions = {number_of(question.number): question for question in form.questions}
        self.facts = [_NAME, _CODE, *(question.fact for question in form.questions if question.fact)]
        self.firms: dict[tuple[str, str], dict[str, tuple[Value, str]]] = {}
        self.problems: list[Problem] = []
        self.unread: dict[str, list[int]] = {}

    def table(self) -> Gathered:
        rows = [row for row, _ in self.sheet.filled_rows(self.at.row)]
        last: tuple[str, str] | None = None
        for row in rows:
            last = self._read(row, last)
        self.problems += self._told_unread()
        cells: list[list[Value]] = [list(self.facts)]
        origins: dict[tuple[int, int | None], str] = {}
        for at in range(1, len(self.facts) + 1):
            origins[1, at] = self.sheet.address(self.at.row, self.at.answer)
        for number, answers in enumerate(self.firms.values(), 2):
            cells.append([answers[fact][0] if fact in answers else None for fact in self.facts])
            places = {fact: place for fact, (_, place) in answers.items()}
            first = places.get(_NAME) or places[_CODE]
            origins[number, None] = re.sub(r"![A-Z]+", "!", first)
            origins |= {(number, at): places.get(fact, first) for at, fact in enumerate(self.facts, 1)}
        note = _READ_AS.fill(
            sheet=self.sheet.name,
            title=self.form.title,
            fidelity=FIDELITY[self.form.fidelity],
            rows=f"{len(rows):,}",
            firms=f"{len(self.firms):,}",
        )
        return Gathered(GatheredSheet(self.sheet.name, cells, origins=origins), note, self.problems)

    def _read(self, row: int, last: tuple[str, str] | None) -> tuple[str, str] | None:
        """One row; returns whose it is. A row without a firm belongs to the one above, as in a merged cell."""
        name = self._text(row, self.at.firm)
        code = self._text(row, self.at.code) if self.at.code else ""
        key = (code or name, "" if code else name) if name or code else last
        if key is None:
            self.problems.append(Problem(self.sheet.address(row), _NOBODY, _NAME_FIRM))
            return None
        answers = self.firms.setdefault(key, {})
        if name:
            answers.setdefault(_NAME, (name, self.sheet.address(row, self.at.firm)))
        if code and self.at.code:
            answers.setdefault(_CODE, (code, self.sheet.address(row, self.at.code)))
        number = self._text(row, self.at.question)
        question = self.questions.get(number_of(number))
        value = self.sheet.value(row, self.at.answer)
        if question is None or question.fact is None:
            if number or not is_empty(value):
                self.unread.setdefault(number, []).append(row)
        elif not is_empty(value):
            place = self.sheet.address(row, self.at.answer)
            if question.fact in answers:
                self.problems.append(Problem(place, _TWICE, _KEEP_ONE, shorten(str(value))))
            else:
                answers[question.fact] = (self._answer(question, value), place)
        return key

    def _answer(self, question: FormQuestion, value: Value) -> Value:
        """The options that the letters of an answer name; anything else stays for the reader to judge."""
        if not question.options or not isinstance(value, str):
            return value
        letters = {letter.casefold(): option for letter, option in question.options.items()}
        parts = self._parts(value)
        chosen = [letters.get(part) for part in parts]
        if parts and all(chosen):
            return ";".join(str(option) for option in dict.fromkeys(chosen))
        unknown = next((part for part in parts if part not in letters), None)
        return f"选项 {unknown.upper()}" if unknown is not None and len(unknown) == 1 else value

    def _parts(self, value: str) -> list[str]:
        """The letters of an answer: A, A. words, A;C, ACD; other words as they are."""
        plain = value.strip()
        if whole := _LETTERS.fullmatch(plain):
            return [whole[1].casefold()]
        parts = [part for part in _SEPARATOR.split(plain) if part]
        if len(parts) == 1 and parts[0].isascii() and parts[0].isalpha() and len(set(parts[0])) == len(parts[0]):
            return list(parts[0].casefold())
        return [found[1].casefold() if (found := _LETTERS.fullmatch(part)) else part.casefold() for part in parts]

    def _told_unread(self) -> Iterator[Problem]:
        """A problem for each question that is not read, once a sheet."""
        for number, rows in self.unread.items():
            question = self.questions.get(number_of(number))
            words = _UNKNOWN if question is None else _NOT_READ
            remedy = _CHECK if question is None or question.note is None else question.note
            where = self.sheet.address(rows[0], self.at.question)
            yield Problem(where, words.fill(n=f"{len(rows):,}"), remedy, shorten(number))

    def _text(self, row: int, column: int) -> str:
        value = self.sheet.resolved(row, column).value
        return "" if value is None else f"{value:.15g}" if isinstance(value, float) else str(value).strip()
