"""Schema of a mapping file: what the headers of somebody's own workbook mean. A person reads and edits it."""

from __future__ import annotations

from pydantic import Field

from assessment.documents import Identifier, Strict

LEFT_ASIDE = ("ignore", "不读")


class ColumnEntry(Strict):
    """What one column is, by its header."""

    header: str = Field(min_length=1, max_length=200, description="表头的原话 / the header as it stands in the file")
    fact: str | None = Field(
        None,
        description="事实的代码或名称；ignore（不读）表示不要这一列；空着就是还没定"
        " / code or name of the fact; ignore leaves the column aside; empty is undecided",
    )
    option: Identifier | None = Field(
        None, description="多选事实一项一列时，是哪一项 / which option, where a fact has a column for each"
    )
    unit: str | None = Field(
        None, max_length=20, description="数字的单位，和事实的不同时写 / the unit of its numbers, unless the fact's own"
    )
    sheet: str | None = Field(
        None, max_length=100, description="只在这张工作表里这样读 / on this sheet only, unless it holds for all"
    )


class ColumnFile(Strict):
    """A mapping file."""

    columns: tuple[ColumnEntry, ...] = Field(max_length=702, description="每个表头一条 / an entry for each header")
