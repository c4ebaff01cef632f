"""Workbooks made by hand, part by part, so that a test can say exactly what stands in the XML."""

import io
import zipfile

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
XML = '<?xml version="1.0" encoding="UTF-8"?>'


def parts(
    *sheets: str, names: tuple[str, ...] = ("企业",), state: str = "", shared: str = "", styles: str = ""
) -> dict:
    """The parts of a workbook whose sheets hold the given XML inside <worksheet>."""
    numbers = range(1, len(sheets) + 1)
    listed = "".join(
        f'<sheet name="{name}" sheetId="{i}" {state} r:id="rId{i}"/>' for i, name in zip(numbers, names, strict=False)
    )
    relations = "".join(
        f'<Relationship Id="rId{i}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{i}.xml"/>' for i in numbers
    )
    relations += f'<Relationship Id="rId90" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    relations += f'<Relationship Id="rId91" Type="{OFFICE}/styles" Target="styles.xml"/>'
    related = f'{XML}<Relationships xmlns="{PACKAGE}/relationships">'
    made = {
        "[Content_Types].xml": f'{XML}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'{related}<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>",
        "xl/workbook.xml": f'{XML}<workbook {MAIN} xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"{related}{relations}</Relationships>",
        "xl/sharedStrings.xml": f"{XML}<sst {MAIN}>{shared}</sst>",
        "xl/styles.xml": f"{XML}<styleSheet {MAIN}>{styles}</styleSheet>",
    }
    for i, sheet in zip(numbers, sheets, strict=True):
        made[f"xl/worksheets/sheet{i}.xml"] = f"{XML}<worksheet {MAIN}>{sheet}</worksheet>"
    return made


def packed(files: dict) -> bytes:
    """The parts as a zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def workbook(*sheets: str, **more: object) -> bytes:
    """A workbook of sheets given as XML inside <worksheet>."""
    return packed(parts(*sheets, **more))  # type: ignore[arg-type]


def cells(*rows: str) -> str:
    """Sheet data from rows given as XML, numbered from 1."""
    return "<sheetData>" + "".join(f'<row r="{i}">{row}</row>' for i, row in enumerate(rows, 1)) + "</sheetData>"


ONE_CELL = cells('<c r="A1"><v>1</v></c>')
