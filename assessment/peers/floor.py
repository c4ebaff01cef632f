"""How many firms a cell must hold before it may be shown."""

from __future__ import annotations

from collections.abc import Mapping

from assessment.language import label
from assessment.problems import refuse

DEFAULT_FLOOR = 10
LEAST_FLOOR = 5
SETTING = "ASSESSMENT_PEER_FLOOR"


def read_floor(environment: Mapping[str, str]) -> int:
    """The floor from the setting, 10 when it is not set; anything but a whole number of at least 5 is refused."""
    text = environment.get(SETTING)
    if text is None:
        return DEFAULT_FLOOR
    if not text.strip().isdecimal() or int(text) < LEAST_FLOOR:
        raise refuse(
            SETTING,
            label("分组下限太小或不是整数", "the floor of a group is too small or not a whole number"),
            label(
                f"请设为不小于 {LEAST_FLOOR} 的整数，或删去这项设置（默认 {DEFAULT_FLOOR}）。",
                f"Set a whole number of at least {LEAST_FLOOR}, or remove the setting (default {DEFAULT_FLOOR}).",
            ),
            text,
        )
    return int(text)
