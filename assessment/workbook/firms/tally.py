"""The sum of the filled rows of a file: what was read, what was left out on purpose, and what was not understood."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from assessment.language import Label, label, listed
from assessment.problems import Problem, shorten
from assessment.workbook.firms.judging import Kind

KINDS: dict[Kind, Label] = {
    "header": label("表头", "headers"),
    "title": label("标题", "titles"),
    "total": label("小计", "totals"),
    "note": label("说明", "notes"),
    "hint": label("填写提示", "hints"),
    "placeholder": label("只有序号或占位符", "row numbers or placeholders only"),
    "guide": label("模板自带的说明", "guidance of the template"),
}
_SHOWN = 20  # so many of the other words stand in a sentence; a results workbook lists all

ABOVE = label("在表头上面", "stand above the header")
STRANGE = label("在另一种表头下面", "stand below another header, which is not understood")
ELSEWHERE = label("只有没读取的列里有内容", "have content only in columns that are not read")
SHIFTED = label(
    "比表头多出几格（多半是数字或文字里有没加引号的分隔符，后面的格都错了位）",
    "have more cells than the header (probably a separator within a number or text without quotation marks, so that "
    "all cells after it are in the wrong column)",
)
NO_HEADER = label("所在的工作表没有认得的表头", "stand on a sheet without a header that is known")
HIDDEN = label("在隐藏的工作表里", "stand on a hidden sheet")
_REMEDIES: dict[Label, Label] = {
    SHIFTED: label(
        '请去掉千位分隔符，或给那一格加上英文双引号（"），再上传。',
        'Take separators of thousands out, or put that cell in quotation marks ("), and hand the file in again.',
    ),
    ABOVE: label(
        "如果是企业，请移到表头下面再上传。",
        "If they are firms, move them below the header and hand the file in again.",
    ),
    STRANGE: label(
        "请把那一行表头改成模板里的写法，再上传。", "Word that header as in the template and hand the file in again."
    ),
    ELSEWHERE: label(
        "请核对内容是否填错了列；不需要的可以删除。",
        "Check whether they are in the wrong column; delete what is not needed.",
    ),
    NO_HEADER: label(
        "如果里面有企业，请从模板复制表头到第一行，再上传；不需要的工作表可以删除。",
        "If it holds firms, copy the header from the template into its first row; delete it if it is not needed.",
    ),
    HIDDEN: label(
        "如果里面有企业，请取消隐藏，再上传；不需要的工作表可以删除。",
        "If it holds firms, unhide the sheet and hand the file in again; delete it if it is not needed.",
    ),
}


@dataclass(frozen=True)
class LeftOut:
    """A row left out on purpose: where it is, why, and its first words, or its first number where it has none."""

    where: str
    kind: Kind
    found: str


@dataclass(frozen=True)
class Understood:
    """Something that is worded otherwise than here, and what it was read as; told once a file."""

    where: str
    found: str
    read_as: Label


@dataclass(frozen=True)
class Tally:
    """The filled rows of a file: those read, those left out on purpose, and the number of those not understood.

    ``noun`` is what a row that was read is called (家企业). ``hidden_rows`` and ``hidden_columns`` were read although
    the person does not see them. ``understood`` is what was read from other words than our own,
    ``notes`` what the format of the file does not let us see, and that a template is an older one.
    """

    noun: Label
    filled: int
    read: int
    left_out: tuple[LeftOut, ...]
    unread: int
    hidden_rows: int = 0
    hidden_columns: int = 0
    understood: tuple[Understood, ...] = ()
    notes: tuple[Label, ...] = ()

    @property
    def kinds(self) -> Mapping[Kind, int]:
        """How many rows were left out for each reason that occurs."""
        counts = Counter(row.kind for row in self.left_out)
        return {kind: counts[kind] for kind in KINDS if counts[kind]}

    def sentence(self) -> Label:
        """The sum in words: 19 行：13 家企业，2 行小计，4 行没读懂."""
        parts = [label(f"{self.read:,} {self.noun.zh}", f"{self.read:,} {self.noun.en}")]
        parts += [label(f"{n:,} 行{KINDS[kind].zh}", f"{n:,} {KINDS[kind].en}") for kind, n in self.kinds.items()]
        if self.unread:
            parts.append(label(f"{self.unread:,} 行没读懂", f"{self.unread:,} not understood"))
        told = label("{n} 行：{parts}", "{n} rows: {parts}")
        return told.fill(n=f"{self.filled:,}", parts=listed(parts, "，", ", "))

    def lines(self) -> Iterator[Label]:
        """The sum in words, that hidden rows or columns were read as well, and what was read from other words."""
        yield self.sentence()
        if self.hidden_rows or self.hidden_columns:
            yield self._hidden()
        yield from self.notes
        if self.understood:
            shown = self.understood[:_SHOWN]
            rest = len(self.understood) - len(shown)
            zh = "；".join(f"“{one.found}”→{one.read_as.zh}" for one in shown)
            en = "; ".join(f"'{one.found}' as {one.read_as.en}" for one in shown)
            more_zh, more_en = (f"；另有 {rest:,} 种", f"; and {rest:,} more") if rest else ("", "")
            yield label(f"换了说法，这样读的：{zh}{more_zh}。", f"Worded otherwise and read so: {en}{more_en}.")

    def _hidden(self) -> Label:
        kinds = ((self.hidden_rows, "行", "row"), (self.hidden_columns, "列", "column"))
        found = [label(f"{n:,} {zh}", f"{n:,} {en}{'s' * (n > 1)}") for n, zh, en in kinds if n]
        told = label("其中 {found}被筛选或隐藏，也读取了。", "Filtered or hidden, and read as well: {found}.")
        return told.fill(found=listed(found))


@dataclass(frozen=True)
class UnreadRun:
    """``n`` rows that were not understood, for one reason, from row ``first`` to ``last``, and what they say."""

    where: str
    reason: Label
    found: str
    first: int
    last: int
    n: int

    def problem(self) -> Problem:
        """What is told of them."""
        zh, en = (f"第 {self.first} 行", f"row {self.first}")
        if self.n > 1:
            zh = f"第 {self.first}–{self.last} 行（共 {self.n:,} 行有内容）"
            en = f"rows {self.first}-{self.last} ({self.n:,} of them filled)"
        message = label(f"{zh}{self.reason.zh}，没有读取", f"{en} {self.reason.en}; nothing was read there")
        return Problem(self.where, message, _REMEDIES[self.reason], shorten(self.found))

    def with_next(self, run: UnreadRun) -> UnreadRun | None:
        """Both as one, where the next part of the sheet goes on with it; else None."""
        goes_on = run.found == self.found if self.reason == STRANGE else run.first == self.last + 1
        return replace(self, last=run.last, n=self.n + run.n) if goes_on and run.reason == self.reason else None
