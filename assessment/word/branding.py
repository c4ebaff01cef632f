"""A consultant's marks in Word: the logo on the cover, and the word across every page that nobody has signed."""

from __future__ import annotations

import io

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.shared import Pt

from assessment.telling.brand import DRAFT
from assessment.telling.logo import Logo
from assessment.telling.subject import Subject
from assessment.word.styles import PICTURE

_LOGO_WIDTH, _LOGO_HEIGHT = 150.0, 46.0
_WATERMARK = (
    '<w:pict xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">'
    '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e">'
    '<v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
    '<v:shape id="DraftMark" o:spid="_x0000_s2049" type="#_x0000_t136" '
    'style="position:absolute;margin-left:0;margin-top:0;width:440pt;height:88pt;rotation:315;z-index:-251658752;'
    "mso-position-horizontal:center;mso-position-horizontal-relative:margin;mso-position-vertical:center;"
    'mso-position-vertical-relative:margin" o:allowincell="f" fillcolor="#d5dbe2" stroked="f"><v:fill opacity=".5"/>'
    '<v:textpath style="font-family:&quot;Microsoft YaHei&quot;;font-size:1pt" string="{text}"/></v:shape></w:pict>'
)
"""What Word itself writes for a watermark."""


def put_logo(made: Document, logo: Logo) -> None:
    """The logo in a line of its own."""
    scale = min(_LOGO_WIDTH / logo.width, _LOGO_HEIGHT / logo.height)
    paragraph = made.add_paragraph(style=PICTURE)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    paragraph.add_run().add_picture(io.BytesIO(logo.picture), width=Pt(logo.width * scale))


def mark_draft(made: Document, subject: Subject) -> None:
    """The word across every page and, for programs that draw no watermark, at its head."""
    if not subject.is_draft:
        return
    text = subject.tell(DRAFT)
    for section in made.sections:
        paragraph = section.header.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.add_run(text)
        paragraph.add_run()._r.append(parse_xml(_WATERMARK.format(text=text)))
