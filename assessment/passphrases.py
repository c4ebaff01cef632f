"""The settings that guard rooms which are not for everybody."""

from __future__ import annotations

import os

CENTRE_KEY = "ASSESSMENT_CENTRE_KEY"
CONSULTANT_KEY = "ASSESSMENT_CONSULTANT_KEY"
LEAST_LENGTH = 8
"""Characters; a shorter passphrase is guessed too soon, and the room it guards stays closed."""


def passphrase(setting: str) -> str:
    """The passphrase of a room; empty where none is set, and the room then opens on this machine only."""
    return os.environ.get(setting, "").strip()


def too_short(setting: str) -> bool:
    """Is a passphrase set that is too short to be used?"""
    return 0 < len(passphrase(setting)) < LEAST_LENGTH
