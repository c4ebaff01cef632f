"""Write the colour profile that the PDF report names: sRGB, made by LittleCMS through Pillow.

The profile is committed beside the fonts and dated by hand, so that it is the same whenever it is made:

    python -m tools.build_profile
"""

from __future__ import annotations

import struct
from pathlib import Path

from PIL import ImageCms

TARGET = Path(__file__).parents[1] / "assessment" / "report" / "fontfiles" / "sRGB.icc"
_DATED = (2026, 1, 1, 0, 0, 0)
_DATE_AT, _ID_AT = 24, 84


def profile() -> bytes:
    """The profile, dated, without the digest that its date went into."""
    made = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    struct.pack_into(">6H", made, _DATE_AT, *_DATED)
    made[_ID_AT : _ID_AT + 16] = bytes(16)
    return bytes(made)


if __name__ == "__main__":
    TARGET.write_bytes(profile())
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes")
