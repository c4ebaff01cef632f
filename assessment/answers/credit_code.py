"""The unified social credit code of a firm (统一社会信用代码, GB 32100-2015): how it is read and checked."""

from __future__ import annotations

import re
import unicodedata

from stdnum.cn.uscc import calc_check_digit

from assessment.language import Label, label

LENGTH = 18
ALPHABET = frozenset("0123456789ABCDEFGHJKLMNPQRTUWXY")  # I, O, S, V and Z are not used


def compact_code(text: str) -> str:
    """The code in half-width capitals; spaces and hyphens carry no meaning in it."""
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)).upper()


def code_fault(code: str) -> Label | None:
    """What is wrong with a compact code: its length, a letter that is never used, or the check digit."""
    if len(code) != LENGTH:
        return label(
            f"统一社会信用代码应是 {LENGTH} 位，这里是 {len(code)} 位",
            f"a unified social credit code has {LENGTH} characters, this one {len(code)}",
        )
    if strange := sorted(set(code) - ALPHABET):
        return label(
            f"统一社会信用代码里不会有“{strange[0]}”", f"'{strange[0]}' never stands in a unified social credit code"
        )
    if calc_check_digit(code) != code[-1]:
        return label(
            "统一社会信用代码的校验位对不上，多半有一位抄错了",
            "the check digit of the unified social credit code does not match: one character is probably wrong",
        )
    return None
