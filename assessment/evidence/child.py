"""The child process that writes a file of evidence anew: bytes on standard input, the clean file on standard output.

It runs by itself with little memory and a time limit, because decoders of pictures and papers are where hostile files
aim. Arguments: kind, bytes of memory, seconds of the processor, the most pixels. A file that is not taken ends it with
one of the statuses below.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from typing import Any

OUT_OF_MEMORY, TOO_MANY_PIXELS, SCRIPT, EMBEDDED, ACTION, LOCKED, DAMAGED = 3, 10, 11, 12, 13, 14, 15
LONGEST_SIDE = 2400
"""Pixels: an A4 page at 200 dots an inch, on which small print can be read."""

_QUALITY = 85
_SCRIPTS = frozenset({"/JS", "/JavaScript", "/XFA"})
_INSIDE = frozenset({"/EF", "/EmbeddedFile", "/EmbeddedFiles", "/RichMedia", "/RichMediaContent", "/3D", "/Movie"})
_ACTS = frozenset({"/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/Rendition", "/Sound"})


class NotTaken(Exception):
    """The file is refused; carries the exit status."""


def limit(memory: int, seconds: int) -> None:
    """Bound this process where the system allows it."""
    try:
        import resource
    except ImportError:  # Windows has no such limits: the size of the file must do
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def picture(data: bytes, kind: str, most_pixels: int) -> bytes:
    """A picture drawn anew from its pixels alone, upright, on white."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # counted here, before anything is decoded
    try:
        image: Any = Image.open(io.BytesIO(data), formats=[kind.upper()])
        if image.width * image.height > most_pixels:
            raise NotTaken(TOO_MANY_PIXELS)
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is decoded no larger than is needed
        image.load()
        image = ImageOps.exif_transpose(image)
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError) as fault:
        raise NotTaken(DAMAGED) from fault
    if image.mode.startswith("I;16"):
        image = image.point(lambda sample: sample / 256).convert("L")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    image = image.convert("L" if image.mode in ("1", "L") else "RGB")
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    image.info.clear()
    out = io.BytesIO()
    image.save(out, kind.upper(), optimize=True, **({"quality": _QUALITY} if kind == "jpeg" else {}))
    return out.getvalue()


def paper(data: bytes) -> bytes:
    """A PDF written anew, without metadata and what no page reaches."""
    import pikepdf

    try:
        pdf = pikepdf.open(io.BytesIO(data))
        for found in pdf.objects:
            for one in _within(found):
                _check(one)
        if not len(pdf.pages):
            raise NotTaken(DAMAGED)
        for found in pdf.objects:
            _bare(found)
        for holder, key in ((pdf.Root, "/Metadata"), (pdf.trailer, "/Info")):
            if key in holder:
                del holder[key]
        out = io.BytesIO()
        pdf.save(out, encryption=False, deterministic_id=True, static_id=False)
    except pikepdf.PasswordError as fault:
        raise NotTaken(LOCKED) from fault
    except (pikepdf.PdfError, pikepdf.DataDecodingError, ValueError, TypeError, RecursionError) as fault:
        raise NotTaken(DAMAGED) from fault
    return out.getvalue()


def _within(found: Any) -> Iterator[Any]:
    """A dictionary or stream, and those written inside it; what stands by itself is looked at by itself."""
    import pikepdf

    waiting = [found]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Array):
            waiting += [part for part in one if isinstance(part, pikepdf.Object) and not part.is_indirect]
        elif isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            yield one
            waiting += [part for _, part in one.items() if isinstance(part, pikepdf.Object) and not part.is_indirect]


def _check(one: Any) -> None:
    """Refuse what a reader would run, unpack or call."""
    keys = set(one.keys())
    said = {str(one[key]) for key in ("/S", "/Type", "/Subtype") if key in keys and _is_name(one[key])}
    for signs, status in ((_SCRIPTS, SCRIPT), (_INSIDE, EMBEDDED)):
        if signs & keys or signs & said:
            raise NotTaken(status)
    if _ACTS & said or "/AA" in keys:
        raise NotTaken(ACTION)


def _is_name(value: Any) -> bool:
    import pikepdf

    return isinstance(value, pikepdf.Name)


def _bare(found: Any) -> None:
    """Take the metadata of its own out of a photo on a page."""
    import pikepdf

    if not isinstance(found, pikepdf.Stream):
        return
    if "/Metadata" in found:
        del found["/Metadata"]
    if found.get("/Filter") == pikepdf.Name.DCTDecode and "/DecodeParms" not in found:
        raw = found.read_raw_bytes()
        if (bare := without_metadata(raw)) != raw:
            found.write(bare, filter=pikepdf.Name.DCTDecode)


def without_metadata(jpeg: bytes) -> bytes:
    """A JPEG without the segments that hold Exif, XMP, IPTC and comments (APP1, APP13, COM); its pixels stay."""
    kept, at = jpeg[:2], 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF and jpeg[at + 1] != 0xDA:
        end = at + 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if jpeg[at + 1] not in (0xE1, 0xED, 0xFE):
            kept += jpeg[at:end]
        at = end
    return kept + jpeg[at:]


def main() -> int:
    """Read, write anew; the exit status."""
    kind, memory, seconds, pixels = sys.argv[1], *(int(one) for one in sys.argv[2:5])
    limit(memory, seconds)
    data = sys.stdin.buffer.read()
    try:
        made = paper(data) if kind == "pdf" else picture(data, kind, pixels)
    except NotTaken as refused:
        return int(refused.args[0])
    except MemoryError:
        return OUT_OF_MEMORY
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
