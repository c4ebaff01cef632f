"""Photos and papers as they come from phones, scanners and attackers."""

from __future__ import annotations

import io
import random
import struct
import zlib

import pikepdf
from PIL import Image


def photo(width: int = 640, height: int = 480, kind: str = "JPEG", seed: int = 1, **saved: object) -> bytes:
    """A picture full of detail; two of different seeds share nothing."""
    small = Image.frombytes("RGB", (64, 48), random.Random(seed).randbytes(64 * 48 * 3))
    out = io.BytesIO()
    small.resize((width, height)).save(out, kind, **saved)
    return out.getvalue()


def photo_with_a_place() -> bytes:
    """A photo lying on its side, with the place, the phone and a comment in it, as a phone takes it."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "PhoneMaker"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (28.0, 41.0, 0.0)
    return photo(640, 320, exif=exif.tobytes(), comment=b"secret place", icc_profile=b"icc" * 50)


def bomb(side: int = 20_000) -> bytes:
    """A PNG of a few hundred kilobytes that says it is gigabytes wide."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(side * 3 + 1) * 200)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def paper(change: str = "", **saved: object) -> bytes:
    """A PDF of one page with metadata, and with what ``change`` names."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.docinfo["/Author"] = "示例作者"
    page, name = pdf.pages[0], pikepdf.Name
    make = pikepdf.Dictionary
    if change == "script on opening":
        pdf.Root.OpenAction = make(S=name.JavaScript, JS="app.alert(1)")
    elif change == "script in a field":
        pdf.Root.AcroForm = make(Fields=[make(T="f", A=make(S=name.JavaScript, JS=pdf.make_stream(b"app.x")))])
    elif change == "named scripts":
        pdf.Root.Names = make(JavaScript=make(Names=["a", make(S=name.JavaScript, JS="x")]))
    elif change == "a form of its own language":
        pdf.Root.AcroForm = make(XFA=pdf.make_stream(b"<xdp/>"))
    elif change == "another file":
        pdf.attachments["run.exe"] = pikepdf.AttachedFileSpec(pdf, b"MZ", filename="run.exe")
    elif change == "a launch":
        page.Annots = pdf.make_indirect([make(Type=name.Annot, Subtype=name.Link, A=make(S=name.Launch, F="cmd.exe"))])
    elif change == "a form that is sent":
        page.Annots = [make(Type=name.Annot, Subtype=name.Link, A=make(S=name.SubmitForm, F="http://192.0.2.1/"))]
    elif change == "an act of a page":
        page.AA = make(O=make(S=name.URI, URI="http://192.0.2.1/"))
    elif change == "no page":
        del pdf.pages[0]
    elif change == "a photo with a place":
        image = pdf.make_stream(photo_with_a_place())
        image.Type, image.Subtype, image.Filter = name.XObject, name.Image, name.DCTDecode
        image.Width, image.Height, image.ColorSpace, image.BitsPerComponent = 640, 320, name.DeviceRGB, 8
        page.Resources = make(XObject=make(I=image))
    out = io.BytesIO()
    pdf.save(out, **saved)
    return out.getvalue()
