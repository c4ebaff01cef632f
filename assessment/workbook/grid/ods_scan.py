"""The look inside an .ods for what the parser leaves out (OpenDocument): errors, number formats, what is hidden."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field

from assessment.workbook.grid.cells import Range, column_number
from assessment.workbook.grid.files import LAST_COLUMN, Limits
from assessment.workbook.grid.marks import Marks
from assessment.workbook.grid.number_format import NumberFormat, number_format
from assessment.workbook.grid.sheet_scan import CHUNK
from assessment.workbook.grid.xml_parts import strict_parser

_MOST_CELLS = 20_000_000  # few bytes can stand for very many cells that are alike
_HIDDEN = ("collapse", "filter")
_ERROR = re.compile(r"#(DIV/0!|REF!|VALUE!|NAME\?|NUM!|N/A|NULL!)|Err:\d{3}")
_FORMATS = tuple(f"{kind}-style" for kind in ("number", "percentage", "currency", "date", "time", "boolean", "text"))
_CONDITION = re.compile(r"value\(\)(<=|>=|!=|<|>|=)(-?\d+(?:\.\d+)?)")
_AREA = re.compile(r"\.([A-Z]+)(\d+)(?::[^:]*\.([A-Z]+)(\d+))?$")
_USUAL = (("[>=0]",), ("[>0]", "[<0]"), ("[>0]", "[<0]", "[=0]"))  # what the parts of a format code stand for


def ods_marks(data: bytes, limits: Limits) -> dict[str, Marks]:
    """The marks of each sheet by name; raises KeyError, ValueError or expat's errors where they cannot be read."""
    styles = _Styles()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in ("styles.xml", "content.xml"):
            if part in archive.namelist():
                reader = _Reader(styles, limits)
                with archive.open(part) as stream:
                    while chunk := stream.read(CHUNK):
                        reader.parser.Parse(chunk, False)
                reader.parser.Parse(b"", True)
        return reader.sheets


@dataclass
class _Format:
    """A number format as it is put together: a format code, and other formats that hold on a condition."""

    code: str = ""
    maps: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class _Styles:
    """The styles of cells and the number formats that they name."""

    formats: dict[str, _Format] = field(default_factory=dict)
    cells: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)  # format, parent
    read: dict[str | None, NumberFormat | None] = field(default_factory=lambda: {None: None})

    def of(self, style: str | None) -> NumberFormat | None:
        """What the style of a cell shows a number as."""
        if style not in self.read:
            named, seen = style, set()
            form = None
            while named in self.cells and named not in seen and form is None:
                seen.add(named)
                form, named = self.cells[named]
            self.read[style] = number_format(self._code(form)) if form in self.formats else None
        return self.read[style]

    def _code(self, name: str) -> str:
        form = self.formats[name]
        parts = [(condition, self.formats[other].code) for condition, other in form.maps if other in self.formats]
        usual = tuple(condition for condition, _ in parts) in _USUAL
        return ";".join([*(code if usual else condition + code for condition, code in parts), form.code])


class _Reader:
    """One pass over a part: its styles, then its sheets."""

    def __init__(self, styles: _Styles, limits: Limits):
        self.styles, self.limits = styles, limits
        self.sheets: dict[str, Marks] = {}
        self.parser = strict_parser(self._start)
        self.parser.EndElementHandler = self._end
        self._format = _Format()
        self._marks = Marks()
        self._tables = self._notes = 0  # how many are open: a note, or a table within a cell, holds texts of its own
        self._rows = range(1, 1)  # the rows that the element at hand stands for
        self._column = 1
        self._cells = 0
        self._styles_of_columns: dict[int, str | None] = {}
        self._style_of_row: str | None = None
        self._cell: dict[str, str] | None = None
        self._text: list[str] = []
        self._area: Range | None = None

    def _start(self, element: str, named: dict[str, str]) -> None:
        name = element.rpartition(" ")[2]
        told = {key.rpartition(" ")[2]: value for key, value in named.items()} if named else named
        if name == "p" and self._cell is not None and self._tables == 1 and not self._notes:
            self.parser.CharacterDataHandler = self._text.append
        elif name == "annotation":
            self._notes += 1
        elif name == "table":
            self._tables += 1
            if self._tables == 1:
                self._marks = self.sheets.setdefault(told["name"], Marks())
                self._rows, self._column, self._styles_of_columns = range(1, 1), 1, {}
        elif self._tables == 1:
            self._part_of_sheet(name, told)
        elif not self._tables:
            self._part_of_style(name, told)

    def _part_of_style(self, name: str, told: dict[str, str]) -> None:
        if name == "style" and told.get("family") == "table-cell":
            for named in (told["name"], told.get("display-name", told["name"])):
                self.styles.cells[named] = told.get("data-style-name"), told.get("parent-style-name")
        elif name in _FORMATS:
            self._format = self.styles.formats[told["name"]] = _Format()
        elif name in ("text", "currency-symbol"):
            self._text = []
            self.parser.CharacterDataHandler = self._text.append
        elif name in ("number", "scientific-number", "fraction"):
            places = int(told.get("decimal-places") or 0)
            thousands = (len(told.get("display-factor", "1")) - 1) // 3
            digit = "#" if told.get("min-integer-digits") == told.get("min-decimal-places", "0") == "0" else "0"
            self._format.code += (f"{digit}.{digit * places}" if places else digit) + "," * thousands
        elif name in ("year", "month", "day", "hours", "minutes", "seconds"):
            self._format.code += "y"
        elif name in ("boolean", "text-content"):
            self._format.code += "General"
        elif name == "map" and (found := _CONDITION.fullmatch(told["condition"])):
            self._format.maps.append((f"[{found[1].replace('!=', '<>')}{found[2]}]", told["apply-style-name"]))

    def _part_of_sheet(self, name: str, told: dict[str, str]) -> None:
        if name == "table-column":
            after = self._column + int(told.get("number-columns-repeated", 1))
            for column in range(self._column, min(after, LAST_COLUMN + 1)):
                self._styles_of_columns[column] = told.get("default-cell-style-name")
            if told.get("visibility") in _HIDDEN:
                self._marks.hide_columns(self._column, after - 1)
            self._column = after
        elif name == "table-row":
            first = self._rows.stop
            self._rows = range(first, first + int(told.get("number-rows-repeated", 1)))
            self._column, self._style_of_row = 1, told.get("default-cell-style-name")
            if told.get("visibility") in _HIDDEN:
                self._marks.hidden_rows.update(self._read())
        elif name in ("table-cell", "covered-table-cell"):
            self._cell, self._text = told, []
        elif name == "conditional-format" and (found := _AREA.search(told.get("target-range-address", ""))):
            left, top, right, bottom = found.groups()
            self._area = int(top), column_number(left), int(bottom or top), column_number(right or left)
        elif name == "condition" and self._area and self.styles.of(told.get("apply-style-name")) is not None:
            self._marks.conditional[self._area] = None

    def _read(self) -> range:
        """The rows at hand, as far as a sheet is read."""
        return range(self._rows.start, min(self._rows.stop, self.limits.rows + 1))

    def _end(self, element: str) -> None:
        name = element.rpartition(" ")[2]
        if name == "annotation":
            self._notes -= 1
        elif name == "table":
            self._tables -= 1
        elif name == "p":
            self.parser.CharacterDataHandler = None
        elif name in ("text", "currency-symbol") and not self._tables:
            self.parser.CharacterDataHandler = None
            self._format.code += _spelt("".join(self._text))
        elif name in ("table-cell", "covered-table-cell") and self._tables == 1 and self._cell is not None:
            self._cell_ends(self._cell)
            self._cell = None

    def _cell_ends(self, told: dict[str, str]) -> None:
        after = self._column + int(told.get("number-columns-repeated", 1))
        columns = range(self._column, min(after, LAST_COLUMN + 1))
        self._column = after
        shown = "".join(self._text).strip()
        wrong = "formula" in told and _ERROR.fullmatch(shown)
        if not wrong and told.get("value-type") not in ("float", "percentage", "currency"):
            return
        self._cells += len(columns) * len(self._read())
        if self._cells > _MOST_CELLS:
            raise ValueError("more cells than an office program writes")
        for column in columns:
            style = told.get("style-name") or self._style_of_row or self._styles_of_columns.get(column)
            if wrong:
                self._marks.errors.update(dict.fromkeys(((row, column) for row in self._read()), shown))
            elif (form := self.styles.of(style)) is not None:
                self._marks.formats.setdefault(column, {}).update(dict.fromkeys(self._read(), form))


def _spelt(text: str) -> str:
    """Words of a format as a format code has them; a percent sign multiplies there, as it does here."""
    return "".join(part if part == "%" else f'"{part}"' for part in re.split("(%)", text.replace('"', "")) if part)
