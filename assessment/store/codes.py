"""Resume codes: made to be read aloud, stored so that the database does not give them away."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import unicodedata

# Crockford's base 32: no I, L, O, U. Sixteen of 32 signs are 80 bits.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS, GROUP_LENGTH = 4, 4
LENGTH = GROUPS * GROUP_LENGTH

_MISREAD = str.maketrans("OILU", "011V")
_SEPARATORS = re.compile(r"[\s\-_.‐-―−ー]+")


def new_code() -> str:
    """A fresh random code such as ``7Q2M-X0KD-93FA-VT6H``."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))
    return "-".join(groups)


def normalise(typed: str) -> str | None:
    """The sixteen signs of a code as a person may type it, or None when it cannot be a code.

    Case, spaces, dashes and full-width signs do not matter; O is read as 0, I and L as 1, U as V.
    """
    plain = _SEPARATORS.sub("", unicodedata.normalize("NFKC", typed)).upper().translate(_MISREAD)
    return plain if len(plain) == LENGTH and set(plain) <= set(ALPHABET) else None


def canonical(typed: str) -> str | None:
    """The code as ``new_code`` writes it, from whatever a person typed; None when it cannot be a code."""
    plain = normalise(typed)
    if plain is None:
        return None
    return "-".join(plain[at : at + GROUP_LENGTH] for at in range(0, LENGTH, GROUP_LENGTH))


def lookup_key(plain: str) -> str:
    """Ten hexadecimal digits that find the row of a code without storing any part of it."""
    return _digest(plain)[:10]


def hash_code(plain: str) -> str:
    """What is stored to know a normalised code again: its SHA-256, with the way it was made in front.

    A code is 80 random bits, chosen by nobody, so there is nothing that a slow hash or a salt would protect: whoever
    holds the database would have to try 2^80 codes. And a right code opens at once, also a hundred of them together.
    """
    return f"sha256${_digest(plain)}"


def code_matches(plain: str, stored: str) -> bool:
    """Whether a normalised code belongs to what is stored; compares in constant time."""
    way, _, rest = stored.partition("$")
    if way == "sha256":
        return hmac.compare_digest(_digest(plain), rest)
    # Codes issued by the first version are kept as salted scrypt until they are used again.
    log2_n, r, p, salt, digest = rest.split("$")
    n = 1 << int(log2_n)
    room = 256 * n * int(r)
    made = hashlib.scrypt(plain.encode(), salt=bytes.fromhex(salt), n=n, r=int(r), p=int(p), maxmem=room, dklen=32)
    return hmac.compare_digest(made, bytes.fromhex(digest))


def is_slow(stored: str) -> bool:
    """Is a code kept in the slow way of the first version, to be kept anew once it is known?"""
    return not stored.startswith("sha256$")


def _digest(plain: str) -> str:
    return hashlib.sha256(b"resume-code:" + plain.encode()).hexdigest()
