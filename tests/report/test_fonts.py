"""The faces of the report: what they hold, which one draws what, and what can be copied out of the PDF."""

import io
import json
import re
import unicodedata
import zlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.report import fonts
from assessment.report.document import layout
from assessment.report.glyphs import to_unicode_map
from assessment.report.lettering import em_width, shorten, text_width
from assessment.report.sheet import PaperSheet
from assessment.report.stacking import draw_page
from assessment.report.typesetting import BODY, HEADING, Text
from assessment.telling import marks
from tests.report import papers
from tests.report.drawing import ink_of, joined, pdf_of, read
from tools.build_fonts import STANDARD

COMMON = json.loads((fonts.FOLDER / "common.json").read_text("utf-8"))
RARE_NAMES = "喆赟堃㑇䶮𬭎𠮷"
MARKS = "《工业》，。！“”——（甲）；：？、‘乙’…… · 1～2 ％ ℃ №"


@pytest.fixture(scope="module")
def characters() -> dict[str, set[int]]:
    return {path.stem: set(TTFont(path, lazy=True).getBestCmap()) for path in fonts.FOLDER.glob("*.ttf")}


def test_regular_holds_every_basic_ideograph_and_the_signs_reports_use(characters):
    held = characters["NotoSansSC-Regular"]
    assert len(held.intersection(range(0x4E00, 0xA000))) >= 20_976
    assert {ord(char) for char in "①②③→★◆±×≤≥αβΩ０Ａ％￥€【】"} <= held


def test_bold_holds_the_ideographs_of_gb2312_and_those_that_names_may_use(characters):
    standard = set(map(ord, "".join(STANDARD.read_text("utf-8").split())))
    assert len(standard) == 8105
    assert standard <= characters["NotoSansSC-Bold"]
    rows = [bytes([row, cell]) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF)]
    wanted = {ord(char) for pair in rows for char in pair.decode("gb2312", errors="ignore")}
    assert len(wanted) == 6763
    assert wanted <= characters["NotoSansSC-Bold"]


def test_the_rare_face_holds_only_what_regular_lacks(characters):
    assert ord("𠮷") in characters["GanqiRareNames"]
    assert not characters["GanqiRareNames"] & characters["NotoSansSC-Regular"]


@pytest.mark.parametrize("common", [True, False])
def test_a_report_carries_a_font_file_that_others_read(common):
    """Whether or not it begins with the outlines that nearly every report takes."""
    face = fonts.register().of[fonts.REGULAR]
    taken = set(COMMON[fonts.REGULAR] if common else "江西企业") | set("赣A㑇")
    held = face.subset(taken, {0xFFFF: fonts.MISSING})
    data = zlib.decompress(held.compressed)
    assert len(data) == held.length
    read = TTFont(io.BytesIO(data), checkChecksums=2)
    whole = TTFont(fonts.FOLDER / "NotoSansSC-Regular.ttf")
    numbers = dict(face.numbers(taken)) | {0xFFFF: fonts.MISSING}
    for number, char in numbers.items():
        glyph = int.from_bytes(held.glyphs[2 * number : 2 * number + 2], "big")
        meant = whole.getBestCmap()[ord(char)]
        assert read["glyf"][read.getGlyphName(glyph)] == whole["glyf"][meant]
        assert read["hmtx"][read.getGlyphName(glyph)] == whole["hmtx"][meant]
    assert read["maxp"].numGlyphs == len(numbers) + 1


@pytest.mark.parametrize("name", ["moulding", "furniture", "random2"])
def test_the_characters_that_are_compressed_once_are_those_that_reports_take(name):
    """Where it fails, ``python -m tools.common_characters`` finds them anew."""
    sheet = PaperSheet()
    for page in layout(papers.told(name, "zh"), sheet.root):
        draw_page(page, sheet)
    for face, common in COMMON.items():
        assert len(sheet.taken[face] & set(common)) > 0.95 * len(common)
        assert len(sheet.taken[face] & set(common)) > 0.7 * len(sheet.taken[face])


@pytest.mark.parametrize(
    ("file", "megabytes"), [("NotoSansSC-Regular.ttf", 8), ("NotoSansSC-Bold.ttf", 3.5), ("GanqiRareNames.ttf", 1)]
)
def test_the_files_stay_small(file, megabytes):
    assert (fonts.FOLDER / file).stat().st_size < megabytes * 1_000_000


def test_each_font_comes_with_its_licence_and_no_reserved_name():
    for name in ("NotoSansSC", "GanqiRareNames"):
        assert "SIL OPEN FONT LICENSE" in (fonts.FOLDER / f"OFL-{name}.txt").read_text("utf-8")
    for path in fonts.FOLDER.glob("*.ttf"):
        family = TTFont(path, lazy=True)["name"].getDebugName(1)
        assert not re.search("LXGW|霞鹜|Source", family)


@pytest.mark.parametrize("style", [BODY, HEADING], ids=["regular", "bold"])
def test_marks_and_rare_names_can_be_copied_out(style):
    assert joined(MARKS + RARE_NAMES) in joined(read(pdf_of(Text(MARKS + RARE_NAMES, style))))


def test_the_text_map_names_characters_beyond_the_basic_plane_by_surrogates():
    written = to_unicode_map([(1, "A"), (2, "𠮷"), (0x5000, "𬭎")])
    assert "<0001> <0041>" in written
    assert "<0002> <D842DFB7>" in written
    assert "<5000> <D872DF4E>" in written


def test_the_text_map_keeps_blocks_at_a_hundred_entries():
    written = to_unicode_map(enumerate(map(chr, range(0x4E00, 0x4EFF))))
    assert [int(number) for number in re.findall(r"(\d+) beginbfchar", written)] == [100, 100, 55]


def test_characters_that_share_a_glyph_are_read_back_apart():
    assert read(pdf_of(Text("µ\u03bc"))).strip() == "µ\u03bc"


@pytest.mark.parametrize("name", ["赣江喆赟堃", "江西𠮷祥", "景德镇\U0002a6a5窑"])
def test_a_name_keeps_one_weight(name):
    """Bold where bold has every character of it, else light from end to end."""
    from_bold = {run.face for run in fonts.runs(name, bold=fonts.heavy(name))} == {fonts.BOLD}
    assert from_bold == (name == "赣江喆赟堃")
    assert fonts.BOLD not in {run.face for run in fonts.runs(name, fonts.heavy(name))} or from_bold


@pytest.mark.parametrize("char", ["\U0002a6a5", "😀", "ก"])
def test_a_character_no_face_has_is_seen_and_copies_out_as_itself(char):
    missing, printers_mark = pdf_of(Text(char)), pdf_of(Text(fonts.MISSING))
    assert ink_of(missing) == ink_of(printers_mark) > 0
    assert char in read(missing)


def test_a_character_only_one_face_has_is_drawn_by_that_face():
    found = [(run.face, run.text) for run in fonts.runs("设备鿃𠮷A", bold=True)]
    assert found == [
        (fonts.BOLD, "设备"),
        (fonts.REGULAR, "鿃"),
        (fonts.RARE, "𠮷"),
        (fonts.BOLD, "A"),
    ]


@given(st.text(max_size=30), st.booleans())
def test_runs_draw_every_character_once(text, bold):
    text = fonts.clean(text)
    found = fonts.runs(text, bold)
    assert "".join(run.text for run in found) == text
    drawable = fonts.register().drawable
    assert all(set(run.text) <= drawable[run.face] for run in found if run.face != fonts.NONE)


def test_faces_are_loaded_once():
    assert fonts.register() is fonts.register()


def test_reports_made_at_the_same_time_do_not_disturb_each_other():
    texts = [chr(0x4E00 + 97 * number) * 3 + RARE_NAMES + str(number) for number in range(24)]
    with ThreadPoolExecutor(max_workers=6) as pool:
        found = list(pool.map(lambda text: read(pdf_of(Text(text), Text(text, HEADING))), texts))
    assert all(joined(pdf).count(text) == 2 for pdf, text in zip(found, texts, strict=True))


@pytest.mark.parametrize(
    ("given_text", "cleaned"),
    [
        ("plain", "plain"),
        ("a  b\t\tc\u00a0d", "a b c d"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("\ufeff零\u200b宽\u00ad字\u202e符", "零宽字符"),
        ("葛\U000e0100", "葛"),
        ("e\u0301", "é"),
        ("\ud800坏", "\ufffd坏"),
        (marks.HALF["，"], "\ufffd"),
    ],
)
def test_cleaning(given_text, cleaned):
    assert fonts.clean(given_text) == cleaned


@given(st.text(st.characters(), max_size=40))
def test_cleaning_twice_changes_nothing(text):
    cleaned = fonts.clean(text)
    assert fonts.clean(cleaned) == cleaned
    assert not any(unicodedata.category(char) in ("Cc", "Cs") for char in cleaned if char != "\n")


@given(st.text("中A1 ，。、；：！？“”‘’（）《》—…", max_size=30))
def test_fitted_marks_stand_for_the_same_text(text):
    fitted = marks.fit_marks(text)
    assert len(fitted) == len(text)
    assert fitted.translate(marks.PLAIN) == text
    assert em_width(fitted) <= em_width(text) + text.count("—") * 0.11


@pytest.mark.parametrize(
    ("text", "ems"),
    [
        ("，", 1.0),
        ("》，", 1.5),
        ("》。）", 2.0),
        ("：“", 1.5),
        ("（《", 1.5),
        ("——", 2.0),
    ],
)
def test_marks_that_meet_share_their_empty_halves(text, ems):
    assert text_width(text, 10) == pytest.approx(10 * ems)


def test_a_quotation_mark_in_latin_text_is_as_wide_as_its_ink():
    apart = text_width("don", 10) + text_width("t", 10)
    assert text_width("don’t", 10) - apart < 3


@settings(max_examples=50)
@given(st.text("设备联网，。（ABC ", min_size=1, max_size=40), st.floats(12, 200))
def test_a_shortened_text_fits_and_begins_alike(text, width):
    short = shorten(text, width, 10)
    assert text_width(short, 10) <= width + 1e-6
    assert fonts.clean(text).startswith(short.removesuffix("…"))
