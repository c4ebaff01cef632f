"""Cut the fonts of the PDF report down to what reports need, and write them beside their licences.

The subsets are committed (``assessment/report/fontfiles``), so a machine that only runs the program never
needs this tool. Run it again, from the project's root, when a font is updated or another character must be covered:

    python -m tools.build_fonts NOTO_FOLDER LXGW_FILE [--out FOLDER]

``NOTO_FOLDER`` is the unpacked npm package ``@expo-google-fonts/noto-sans-sc`` (static TrueType; ReportLab
cannot embed the CFF outlines of the usual Noto CJK packages). ``LXGW_FILE`` is ``LXGWWenKai-Regular.ttf``
from Debian's ``fonts-lxgw-wenkai``. Both fonts are under the SIL Open Font License 1.1. The same inputs give
the same bytes.
"""

from __future__ import annotations

import argparse
import copy
from collections.abc import Iterable
from pathlib import Path

from fontTools import subset
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from assessment.telling import marks

# The 8,105 characters of the 通用规范汉字表 (State Council, 2013), as Unicode's kTGHZ2013 lists them: names use them.
STANDARD = Path(__file__).with_name("standard_characters.txt")

# Latin, Greek, general punctuation, arrows, mathematics, technical and enclosed signs, boxes, shapes, dingbats,
# CJK punctuation and kana, enclosed and squared CJK, vertical and full-width forms.
SIGN_RANGES = (
    (0x20, 0x250),
    (0x370, 0x400),
    (0x2000, 0x27C0),
    (0x3000, 0x3100),
    (0x3200, 0x3400),
    (0xFE30, 0xFE50),
    (0xFF00, 0xFFF0),
)
BASIC_IDEOGRAPHS = range(0x4E00, 0xA000)
EXTENSION_A = range(0x3400, 0x4DC0)
SUPPLEMENTARY_IDEOGRAPHS = range(0x20000, 0x33480)

# Tables ReportLab never reads: layout, vertical metrics, style attributes, signatures.
UNUSED_TABLES = ["GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "STAT", "DSIG", "gasp", "prep"]

RARE_FAMILY = "Ganqi Rare Names"
RARE_COPYRIGHT = (
    "Copyright 2021-2023 LXGW (https://github.com/lxgw/LxgwWenKai), with Reserved Font Names '霞鹜' and 'LXGW'.\n"
    "Copyright 2020 The Klee Project Authors (https://github.com/fontworks-fonts/Klee)\n"
    f"This subset is renamed '{RARE_FAMILY}', as the licence asks of modified versions.\n"
)


def gb2312_ideographs() -> set[int]:
    """Code points of the 6,763 ideographs of GB 2312, levels 1 and 2 (rows 16 to 87)."""
    found = set()
    for row in range(0xB0, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                found.add(ord(bytes([row, cell]).decode("gb2312")))
            except UnicodeDecodeError:  # the five empty cells after 座 (row 55)
                continue
    return found


def standard_ideographs() -> set[int]:
    """Code points of the 通用规范汉字表."""
    return {ord(char) for char in STANDARD.read_text(encoding="utf-8") if not char.isspace()}


def signs_of(available: Iterable[int]) -> set[int]:
    """The code points of ``available`` that are signs and letters, not ideographs."""
    return {code for code in available if any(low <= code < high for low, high in SIGN_RANGES)}


def ideographs_of(available: Iterable[int]) -> set[int]:
    """The unified ideographs of ``available``, extensions included."""
    return {
        code
        for code in available
        if code in BASIC_IDEOGRAPHS or code in EXTENSION_A or code in SUPPLEMENTARY_IDEOGRAPHS
    }


def characters(font_file: Path) -> set[int]:
    """The code points a font file can show."""
    with TTFont(font_file, lazy=True) as font:
        return set(font.getBestCmap())


def write_subset(source: Path, target: Path, wanted: set[int], family: str | None = None) -> None:
    """Write ``target`` with the ``wanted`` code points of ``source``, unhinted, optionally under another name."""
    with TTFont(source, lazy=True, recalcTimestamp=False) as font:
        options = subset.Options(
            hinting=False,
            layout_features=[],
            glyph_names=False,
            notdef_outline=True,
            name_languages=[0x409],
            drop_tables=[*subset.Options().drop_tables, *UNUSED_TABLES],
        )
        options.name_IDs = [0, 1, 2, 4, 5, 6, 13, 14] if family else ["*"]
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=wanted)
        cutter.subset(font)
        if marks.DASH in map(chr, wanted):
            add_narrow_marks(font)
        draw_out_composites(font)
        if family:
            names = font["name"]
            for record in list(names.names):
                replacement = {1: family, 4: family, 6: family.replace(" ", "")}.get(record.nameID)
                if replacement:
                    names.setName(replacement, record.nameID, record.platformID, record.platEncID, record.langID)
        font.save(target)
    print(f"{target.name}: {len(wanted):,} characters, {target.stat().st_size / 1e6:.2f} MB")


def add_narrow_marks(font: TTFont) -> None:
    """Add the narrow shapes of ``assessment.telling.marks``: copies of the marks, moved and with other advances."""
    outlines, advances, names = font["glyf"], font["hmtx"], font.getBestCmap()
    em = font["head"].unitsPerEm
    shapes = [(half, mark, "half") for mark, half in marks.HALF.items()]
    shapes += [(narrow, mark, "latin") for mark, narrow in marks.LATIN.items()]
    shapes += [(joined, mark, "joined") for mark, joined in marks.JOINED.items()]
    for shape, mark, kind in shapes:
        glyph = copy.deepcopy(outlines[names[ord(mark)]])
        ink = glyph.xMax - glyph.xMin
        if kind == "half":
            advance, shift = em // 2, -em // 2 if mark in marks.RIGHT_INKED else 0
        elif kind == "latin":
            advance, shift = ink + em // 10, em // 20 - glyph.xMin
        else:
            glyph.coordinates.scale((em / ink, 1))
            advance, shift = em, -round(glyph.xMin * em / ink)
        glyph.coordinates.translate((shift, 0))
        glyph.coordinates.toInt()
        glyph.recalcBounds(outlines)
        name = f"uni{ord(shape):04X}"
        outlines[name] = glyph
        advances[name] = (advance, glyph.xMin)
        for table in font["cmap"].tables:
            table.cmap[ord(shape)] = name


def draw_out_composites(font: TTFont) -> None:
    """Every glyph with outlines of its own, so that a report's subset is a plain choice of glyphs."""
    outlines, glyphs = font["glyf"], font.getGlyphSet()
    for name in font.getGlyphOrder():
        if outlines[name].isComposite():
            drawn = DecomposingRecordingPen(glyphs)
            glyphs[name].draw(drawn)
            pen = TTGlyphPen(None)
            drawn.replay(pen)
            outlines[name] = pen.glyph()


def build(noto_folder: Path, lxgw_file: Path, out: Path) -> None:
    """Write the three subsets and the two licences into ``out``."""
    regular_source = noto_folder / "400Regular" / "NotoSansSC_400Regular.ttf"
    bold_source = noto_folder / "700Bold" / "NotoSansSC_700Bold.ttf"
    out.mkdir(parents=True, exist_ok=True)

    available = characters(regular_source)
    supplementary = {code for code in available if code in SUPPLEMENTARY_IDEOGRAPHS}
    basic = {code for code in available if code in BASIC_IDEOGRAPHS}
    regular = (basic | supplementary | standard_ideographs() | signs_of(available)) & available
    write_subset(regular_source, out / "NotoSansSC-Regular.ttf", regular)

    available_bold = characters(bold_source)
    bold = (gb2312_ideographs() | standard_ideographs() | signs_of(available_bold)) & available_bold
    write_subset(bold_source, out / "NotoSansSC-Bold.ttf", bold)

    write_subset(lxgw_file, out / "GanqiRareNames.ttf", ideographs_of(characters(lxgw_file)) - regular, RARE_FAMILY)

    licence = (noto_folder / "LICENSE_FONT").read_text(encoding="utf-8")
    (out / "OFL-NotoSansSC.txt").write_text(licence, encoding="utf-8")
    body = licence[licence.index("This Font Software is licensed") :]
    (out / "OFL-GanqiRareNames.txt").write_text(f"{RARE_COPYRIGHT}\n{body}", encoding="utf-8")


def main() -> None:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("noto_folder", type=Path, help="unpacked npm package @expo-google-fonts/noto-sans-sc")
    parser.add_argument("lxgw_file", type=Path, help="LXGWWenKai-Regular.ttf")
    default = Path(__file__).parents[1] / "assessment" / "report" / "fontfiles"
    parser.add_argument("--out", type=Path, default=default, help="folder to write to (default: %(default)s)")
    arguments = parser.parse_args()
    build(arguments.noto_folder, arguments.lxgw_file, arguments.out)


if __name__ == "__main__":
    main()
