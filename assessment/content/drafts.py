"""A draft edition of a framework: a patch on its file, read, merged and checked as a file is.

A patch has the shape of the file and names only what changes. Keys are merged; entries of a list are found by their
``id``, ``level``, ``node``, ``items`` or ``range``, one with ``drop: true`` is left out, any other list is replaced.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assessment.content.faults import Where
from assessment.content.frameworks import FrameworkFile
from assessment.content.loading import checked
from assessment.language import label
from assessment.problems import refuse

_NAMES = ("id", "level", "node", "items", "range")
_DROP = "drop"


def place_in(name: str) -> Where:
    """Where in a draft a fault is, by its keys: the merged file has no lines."""
    return lambda path: ".".join([name, *map(str, path)])


def drafted(spec: FrameworkFile, patch: Mapping[str, Any], name: str) -> FrameworkFile:
    """The edition with a patch; its version says that it is a draft. Raises ``InputRefused`` with every fault.

    ``name`` is what the draft is called where a fault is told.
    """
    if "id" in patch and patch["id"] != spec.id:
        raise refuse(
            name,
            label("草案是另一份标准的", "the draft is of another framework"),
            label(f"请去掉 id，或改成 {spec.id}。", f"Leave 'id' out, or make it {spec.id}."),
            patch["id"],
        )
    whole = spec.model_dump(mode="json", by_alias=True, exclude_unset=True)
    merged = _merged(whole, {"version": f"{spec.version}-draft", **patch}, name)
    return checked(FrameworkFile, merged, name)


def _merged(old: Any, new: Any, where: str) -> Any:
    if isinstance(old, dict) and isinstance(new, Mapping):
        changed = {key: _merged(old.get(key), value, f"{where}.{key}") for key, value in new.items()}
        return {**old, **changed}
    if isinstance(old, list) and isinstance(new, list) and all(isinstance(one, Mapping) for one in [*old, *new]):
        named = bool(new) and all(any(key in one for key in _NAMES) for one in new)
        return _by_name(old, new, where) if named else new
    return new


def _by_name(old: list[Any], new: list[Any], where: str) -> list[Any]:
    """The entries, those that are named changed, and new ones after them."""
    found = list(old)
    for at, entry in enumerate(new):
        key = next(key for key in _NAMES if key in entry)
        same = [i for i, one in enumerate(found) if one is not None and one.get(key) == entry[key]]
        place = f"{where}.{at}"
        if len(same) > 1:
            raise refuse(
                place,
                label("这样写分不清改的是哪一条", "this does not tell which entry is meant"),
                label("请写全整份清单。", "Write the whole list."),
                f"{key}: {entry[key]}",
            )
        if entry.get(_DROP) is True:
            if not same:
                raise refuse(
                    place,
                    label("要删的这一条原来没有", "there is no such entry to leave out"),
                    label("请核对写法。", "Check how it is written."),
                    f"{key}: {entry[key]}",
                )
            found[same[0]] = None
        elif same:
            found[same[0]] = _merged(found[same[0]], entry, place)
        else:
            found.append(dict(entry))
    return [one for one in found if one is not None]
