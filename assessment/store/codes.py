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
_SCRYPT_LOG2_N, _SCRYPT_R, _SCRYPT_P = 14, 8, 1


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
    return hashlib.sha256(b"resume-code:" + plain.encode()).hexdigest()[:10]


def hash_code(plain: str) -> str:
    """The salted scrypt hash of a normalised code, with its parameters, as one string."""
    salt = secrets.token_bytes(16)
    digest = _scrypt(plain, salt, _SCRYPT_LOG2_N, _SCRYPT_R, _SCRYPT_P)
    return f"scrypt${_SCRYPT_LOG2_N}${_SCRYPT_R}${_SCRYPT_P}${salt.hex()}${digest.hex()}"


def code_matches(plain: str, stored: str) -> bool:
    """Whether a normalised code belongs to a hash of ``hash_code``; compares in constant time."""
    _, log2_n, r, p, salt, digest = stored.split("$")
    return hmac.compare_digest(_scrypt(plain, bytes.fromhex(salt), int(log2_n), int(r), int(p)), bytes.fromhex(digest))


def _scrypt(plain: str, salt: bytes, log2_n: int, r: int, p: int) -> bytes:
    n = 1 << log2_n
    return hashlib.scrypt(plain.encode(), salt=salt, n=n, r=r, p=p, maxmem=256 * n * r, dklen=32)
