"""One pass over the XML of a sheet before it is parsed: how far it reaches, and what the parser does not tell of it.

Rows that are written as office programs write them are matched as they stand; all else goes to an XML parser, which
refuses what no office program writes.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping, Sequence, Set

from assessment.language import label
from assessment.problems import InputRefused, refuse
from assessment.workbook.grid.cells import NO_RESULT, column_letters, column_number, ranges
from assessment.workbook.grid.files import LAST_COLUMN, Limits, too_long, too_wide
from assessment.workbook.grid.marks import Marks
from assessment.workbook.grid.number_format import NumberFormat, number_format
from assessment.workbook.grid.xml_parts import strict_parser

CHUNK = 2**20
"""Bytes of a part that are read at once."""
_BYTES_A_CELL = 64  # what a cell of the rectangle takes in the child, filled or not, with room to spare
_DENSE = 10  # a sheet of which at least every tenth cell is filled is large because it holds much
TRUE, _FALSE = ("1", "true", "on"), ("0", "false", "off")
_LONGEST_ROW = 2**22
_TEXT = rb"(?:[^<&]++|&(?:amp|lt|gt|quot|apos);)*+"
# A row as office programs write it: not hidden, its cells without formulas and errors and numbered as the row is.
_PLAIN_ROW = re.compile(
    rb'<row r="([1-9]\d{0,6})"(?: (?:hidden="(?:0|false)"|(?:spans|ht|customHeight|s|customFormat|outlineLevel|'
    rb'collapsed|thickTop|thickBot|x14ac:dyDescent)="[^"<&]*+"))*+(?:/>|>(?:<c r="[A-Z]{1,2}\1"(?: s="\d++")?+'
    rb'(?:/>|></c>|(?: t="(?:s|n|b|str)")?+><v>' + _TEXT + rb"</v></c>"
    rb'| t="inlineStr"><is><t(?: xml:space="preserve")?+>' + _TEXT + rb"</t></is></c>))*+</row>)"
)
_COLUMN = re.compile(rb'<c r="([A-Z]+)')
_TWICE = "a cell stands there twice: the parser would keep the later one without a word"
_CONDITIONS_OF_2010 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main conditionalFormatting"
_RANGE_OF_2010 = "http://schemas.microsoft.com/office/excel/2006/main sqref"
_NAMESPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)


class SheetScan:
    """One pass over the XML of a sheet, however it is spelt.

    In a workbook that is ``uncalculated`` a nought stands for the result that a program has left to be worked out.
    ``conditional`` are the numbers of the formats which a condition may give and that show a number as something else.
    """

    def __init__(
        self,
        name: str,
        limits: Limits,
        formats: Mapping[str, NumberFormat],
        conditional: Set[str] = frozenset(),
        *,
        uncalculated: bool = False,
    ):
        self.name, self.limits, self.formats = name, limits, formats
        self._no_results = ("", "0") if uncalculated else ("",)
        self.marks = Marks()
        self.unusual = False
        self._row = self._column = 0
        self._reference: str | None = None  # of the cell at hand; None where the file leaves it to the order
        self._last: tuple[str | None, int] | None = None  # reference and column of the row's last cell with content
        self._filled = 0
        self._lowest = self._rightmost = (0, 0)
        self._style: str | None = None
        self._kind: str | None = None
        self._formula = self._open = False
        self._text: list[str] = []
        self._in_rows = False
        self._begun: set[int] = set()
        self._held: set[tuple[int, int]] = set()
        self._elsewhere: set[int] = set()  # rows of which a cell stands within another one
        styles = "|".join(sorted(formats)).encode()
        self._conditional = conditional
        self._conditions_for = ""  # the ranges of the conditions at hand
        self._changes = False  # whether one of them, told outside the styles, changes the number format
        self._styled = re.compile(rb'<c r="([A-Z]+)\d+" s="(' + styles + rb')"(?: t="n")?><v>') if formats else None
        handlers: dict[str, Callable[[dict[str, str]], None]] = {
            "c": self._cell,
            "v": self._value,
            "is": self._value,
            "f": self._formula_begins,
            "row": self._row_begins,
            "col": self._column_range,
            "sheetView": self._view,
            "sheetData": self._rows_begin,
            "conditionalFormatting": self._conditions,
            "cfRule": self._rule,
            "numFmt": self._rule_of_2010,
        }
        self._handler = {f"{space} {name}": handle for space in _NAMESPACES for name, handle in handlers.items()}
        self._handler |= {_CONDITIONS_OF_2010: self._conditions_of_2010, _RANGE_OF_2010: self._ranges_of_2010}
        self._parser = strict_parser(self._start)
        self._parser.CommentHandler = self._parser.StartCdataSectionHandler = self._unusual_markup
        self._parser.ProcessingInstructionHandler = self._unusual_markup
        self._parser.XmlDeclHandler = self._declared

    def read(self, archive: zipfile.ZipFile, part: str) -> Marks:
        """The marks of the sheet; raises ``InputRefused`` beyond the limits."""
        with archive.open(part) as stream:
            held = b""
            while chunk := stream.read(CHUNK):
                self.unusual |= b"&#" in chunk
                held = self._scan(held + chunk)
        self._parser.Parse(held, True)
        self._row_ends()
        self._check_extent()
        return self.marks

    def _scan(self, text: bytes) -> bytes:
        """Look through some XML; what is left may be the beginning of a plain row.

        Rows that are written as office programs write them are matched as they stand, several times as fast as they are
        parsed; whatever else there is goes to the parser, which sees a sheet without the plain rows.
        """
        at = 0
        while at < len(text):
            if not self._in_rows:
                end = text.find(b"<sheetData>", at) + len(b"<sheetData>")
                if end < len(b"<sheetData>"):
                    end = len(text)
                self._parser.Parse(text[at:end], False)
                at = end
                continue
            while plain := _PLAIN_ROW.match(text, at):
                self._take_row(plain)
                at = plain.end()
            end = text.find(b"</row>", at) + len(b"</row>")
            if end < len(b"</row>"):
                if b"</sheetData>" not in text[at:] and len(text) - at < _LONGEST_ROW:
                    return text[at:]
                self._in_rows, end = False, len(text)
            self._parser.Parse(text[at:end], False)
            at = end
        return b""

    def _rows_begin(self, _: dict[str, str]) -> None:
        if self._begun:
            raise ValueError("a second table of rows: the parser would leave it out without a word")
        self._in_rows = True

    def _begin_row(self, number: int) -> None:
        if number in self._begun:
            raise ValueError("a row stands there twice: the parser would keep the later one without a word")
        self._begun.add(number)
        self._row, self._held = number, set()
        if number in self._elsewhere:
            raise ValueError(_TWICE)

    def _take_row(self, plain: re.Match[bytes]) -> None:
        """Take down how far a plain row reaches, and the formats of its cells."""
        self._row_ends()
        self._begin_row(int(plain[1]))
        row = plain[0]
        held = _COLUMN.findall(row)
        if len(set(held)) < len(held):
            raise ValueError(_TWICE)
        self._filled += row.count(b"<v>") + row.count(b"<is>")
        if (end := max(row.rfind(b"</v>"), row.rfind(b"</is>"))) >= 0:
            start = row.rfind(b'<c r="', 0, end) + len(b'<c r="')
            self._last = row[start : row.index(b'"', start)].decode(), 0
            self._row_ends()
        if self._styled and (found := self._styled.findall(row)):
            for letters, style in found:
                by_row = self.marks.formats.setdefault(column_number(letters.decode()), {})
                by_row[self._row] = self.formats[style.decode()]

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if handle := self._handler.get(name):
            handle(attributes)

    def _unusual_markup(self, *_: str) -> None:
        self.unusual = True

    def _declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        self.unusual |= (encoding or "utf-8").lower() != "utf-8"

    def _row_begins(self, attributes: dict[str, str]) -> None:
        self._row_ends()
        self._begin_row(int(attributes.get("r") or self._row + 1))
        self._column = 0
        if attributes.get("hidden") in TRUE:
            self.marks.hidden_rows.add(self._row)

    def _row_ends(self) -> None:
        """Look how far the row reaches."""
        self._cell_ends()
        if self._last is None:
            return
        row, column = self._place(*self._last)
        self._last = None
        if row > self.limits.rows:
            raise too_long(f"{self.name}!{column_letters(column)}{row}", self.limits)
        if column > LAST_COLUMN:
            raise too_wide(f"{self.name}!{column_letters(column)}{row}")
        if row > self._lowest[0]:
            self._lowest = (row, column)
        if column > self._rightmost[1]:
            self._rightmost = (row, column)

    def _place(self, reference: str | None, column: int) -> tuple[int, int]:
        """Row and column of a cell, by its reference or by its order."""
        if reference is None:
            return self._row, column
        letters = reference.rstrip("0123456789")
        return int(reference[len(letters) :]), column_number(letters.upper())

    def _column_range(self, attributes: dict[str, str]) -> None:
        if attributes.get("hidden") in TRUE:
            last = min(int(attributes["max"]), LAST_COLUMN)
            self.marks.hidden_columns.update(range(int(attributes["min"]), last + 1))

    def _view(self, attributes: dict[str, str]) -> None:
        self.marks.zeros_hidden |= attributes.get("showZeros") in _FALSE

    def _conditions(self, attributes: dict[str, str]) -> None:
        self._row_ends()
        self._conditions_for = attributes.get("sqref", "")

    def _rule(self, attributes: dict[str, str]) -> None:
        if attributes.get("dxfId") in self._conditional:
            self.marks.conditional |= dict.fromkeys(ranges(self._conditions_for))

    def _conditions_of_2010(self, _: dict[str, str]) -> None:
        """Conditions that look at other sheets have their formats with them, and their ranges behind."""
        self._changes = False
        self._parser.CharacterDataHandler = None

    def _rule_of_2010(self, attributes: dict[str, str]) -> None:
        self._changes |= number_format(attributes.get("formatCode", "")) is not None

    def _ranges_of_2010(self, _: dict[str, str]) -> None:
        if self._changes:
            self._parser.CharacterDataHandler = lambda text: self.marks.conditional.update(dict.fromkeys(ranges(text)))

    def _cell(self, attributes: dict[str, str]) -> None:
        if self._open:
            self._cell_ends()
        before, self._reference = self._reference, attributes.get("r")
        if self._reference is None:
            if before is not None and self._column:
                self._column = self._place(before, 0)[1]
            self._column += 1
        else:
            self._column = 1  # in the middle of a row; the number is worked out where it is needed
        self._style = attributes.get("s")
        self._kind = attributes.get("t")
        if self._kind == "e":
            self._open = True

    def _formula_begins(self, _: dict[str, str]) -> None:
        self._formula = self._open = True

    def _value(self, _: dict[str, str]) -> None:
        """The cell holds something."""
        self._filled += 1
        self._last = self._reference, self._column
        place = self._place(*self._last)
        if place[0] != self._row:
            self._elsewhere.add(place[0])
        if place in self._held or (self._elsewhere and self._elsewhere & self._begun):
            raise ValueError(_TWICE)
        self._held.add(place)
        if self._open:
            self._parser.CharacterDataHandler = self._text.append
        if self._style is not None and self._style in self.formats and self._kind in (None, "n"):
            row, column = place
            self.marks.formats.setdefault(column, {})[row] = self.formats[self._style]

    def _cell_ends(self) -> None:
        """Judge a cell with a formula or an error, whose value has been taken down."""
        if not self._open:
            return
        self._parser.CharacterDataHandler = None
        said = "".join(self._text).strip()
        place = self._place(self._reference, self._column)
        if self._kind == "e":
            self.marks.errors[place] = said[:20] or NO_RESULT
        elif self._formula and self._kind != "str" and said in self._no_results:  # "str": an empty text is a result
            self.marks.errors[place] = NO_RESULT
        self._open = self._formula = False
        self._text = []

    def _check_extent(self) -> None:
        """A rectangle that is nearly empty and takes all memory is named by the cells that stretch it."""
        cells = self._lowest[0] * self._rightmost[1]
        if cells * _BYTES_A_CELL <= self.limits.child_memory or self._filled * _DENSE >= cells:
            return
        far = [f"{self.name}!{column_letters(column)}{row}" for row, column in {self._lowest, self._rightmost}]
        raise _stray(sorted(far))


def _stray(far: Sequence[str]) -> InputRefused:
    return refuse(
        far[0],
        label(
            "这个单元格离其他内容太远，整张表因此大得无法读取",
            "this cell is so far away that the sheet is too large to read",
        ),
        label(
            f"如果是误填，请删除它所在的整行和整列，保存后再上传（最远处：{'、'.join(far)}）。",
            f"If it is a stray cell, delete its whole row and column, save and try again (farthest: {', '.join(far)}).",
        ),
    )
