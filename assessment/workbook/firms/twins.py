"""Firms that stand twice in a file: with the same code, or with a name that is the same, or all but the same.

What is kept of a firm is three numbers, so that a million of them take some thirty megabytes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assessment.answers.typed import fold
from assessment.language import Label, label
from assessment.workbook.firms.columns import CREDIT_CODE, FIRM_NAME

BOTH_KEPT = label("两行都已保留；如果重复，请删除一行。", "Both are kept; delete one if they are the same.")
_THE_SAME = label("与 {other} 相同，同一家企业可能填了两次", "the same as in {other}; the firm may stand twice")
_MAYBE_THE_SAME = label(
    "与 {other} 的名称相同或只差“责任”二字，信用代码却不同或没有填，可能是同一家企业",
    "as in {other} but for the code, or for the form of company; it may be the same firm",
)
_FOLDED = re.compile("[\u4e00-\u9fff0-9]+")  # a name of these signs is its own key
_MOST_LEVELS = 8

_Keys = NDArray[np.uint64]


@dataclass(frozen=True)
class Twin:
    """A firm that stands above as well: both by their places among all firms, and the fact by which it is known.

    ``certain`` unless only the name is (nearly) the same and the codes tell nothing.
    """

    firm: int
    first: int
    fact: str
    certain: bool

    def message(self, other: str) -> Label:
        """What is told of it; ``other`` is the place of the first one."""
        return (_THE_SAME if self.certain else _MAYBE_THE_SAME).fill(other=other)


class TwinFinder:
    """Finds twins among firms that are handed over part by part, in the order of the file."""

    def __init__(self) -> None:
        self._codes, self._names = _Seen(), _Seen()
        self._plain: list[_Keys] = []  # of the name as it is, of each part
        self._coded: list[NDArray[np.bool_]] = []
        self._firms = 0

    def find(self, codes: Sequence[str | None], names: Sequence[str | None]) -> list[Twin]:
        """The twins among the next firms (n,): their codes and names, None where there is none."""
        places = np.arange(self._firms, self._firms + len(codes))
        self._firms += len(codes)
        folded = [None if name is None else name if _FOLDED.fullmatch(name) else fold(name) for name in names]
        plain = _keys(folded)
        self._plain.append(plain)
        has_code = np.array([bool(code) for code in codes], bool)
        self._coded.append(has_code)
        found: list[Twin] = []
        first = np.array(places)
        first[has_code] = self._codes.first(_keys([code for code in codes if code]), places[has_code])
        twins = first != places
        found += [Twin(int(places[i]), int(first[i]), CREDIT_CODE, True) for i in np.flatnonzero(twins)]
        named = ~twins & np.array([bool(name) for name in folded], bool)
        formless = [(folded[i] or "").replace("有限责任公司", "有限公司") for i in np.flatnonzero(named)]
        first = np.array(places)
        first[named] = self._names.first(_keys(formless), places[named])
        for i in np.flatnonzero(first != places):
            firm, other = int(places[i]), int(first[i])
            same = plain[i] == self._of(self._plain, other)
            certain = bool(same and not has_code[i] and not self._of(self._coded, other))
            found.append(Twin(firm, other, FIRM_NAME, certain))
        return sorted(found, key=lambda twin: twin.firm)

    @staticmethod
    def _of(parts: Sequence[NDArray[Any]], firm: int) -> Any:
        """What is kept of one firm."""
        for part in parts:
            if firm < len(part):
                return part[firm]
            firm -= len(part)
        raise IndexError(firm)


class _Seen:
    """Keys that were seen and the first firm of each, in sorted arrays of growing length."""

    def __init__(self) -> None:
        self._levels: list[tuple[_Keys, NDArray[np.intp]]] = []

    def first(self, keys: _Keys, firms: NDArray[np.intp]) -> NDArray[np.intp]:
        """The first firm (n,) with the key of each; itself where it is the first."""
        different, at, codes = np.unique(keys, return_index=True, return_inverse=True)
        firsts = firms[at]
        fresh = np.ones(len(different), bool)
        for known, owners in self._levels:
            place = np.minimum(np.searchsorted(known, different), len(known) - 1)
            seen = known[place] == different
            firsts[seen] = owners[place[seen]]
            fresh &= ~seen
        if fresh.any():
            self._levels.append((different[fresh], firsts[fresh]))
        if len(self._levels) > _MOST_LEVELS:
            together = np.concatenate([level[0] for level in self._levels])
            owners = np.concatenate([level[1] for level in self._levels])
            order = np.argsort(together)
            self._levels = [(together[order], owners[order])]
        return firsts[codes]


def _keys(texts: Sequence[str | None]) -> _Keys:
    """A number for each text that no other text has, but for one chance in many millions; 0 for none."""
    if not texts:
        return np.zeros(0, np.uint64)
    from pandas.util import hash_array  # only where there are firms to compare

    listed = np.empty(len(texts), object)
    listed[:] = [text or "" for text in texts]
    keys = hash_array(listed, categorize=False)
    keys[[not text for text in texts]] = 0
    return keys
