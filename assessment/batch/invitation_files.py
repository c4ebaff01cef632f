"""One workbook a provider in a zip, with an index: what a centre sends out, naming no firm that has not agreed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Mapping
from os import PathLike
from typing import IO

from assessment.batch.archive import INDEX, file_name
from assessment.content.bank import FactBank
from assessment.language import Lang, label
from assessment.providers import Matchmaking
from assessment.workbook.invitations.book import by_provider, write_provider_list
from assessment.workbook.plain import csv_bytes

_TITLES = (
    label("文件", "File"),
    label("服务商", "Provider"),
    label("企业数", "Firms"),
    label("已同意告知名称的企业", "Firms that agreed to be named"),
    label("邀约数", "Invitations"),
)


def invitation_archive(
    out: str | PathLike[str] | IO[bytes],
    made: Matchmaking,
    named: Mapping[str, Collection[str]],
    bank: FactBank,
    lang: Lang,
) -> int:
    """Write the list of every provider that is invited to anybody into a zip; returns how many there are.

    ``named`` has, by provider, the firms (their places in the file) that have agreed to be named to it.
    """
    index: list[tuple[object, ...]] = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (provider, invitations) in enumerate(by_provider(made), 1):
            name = f"{number:03d}_{file_name(provider)}.xlsx"
            book = io.BytesIO()
            write_provider_list(book, made, invitations, named.get(provider, ()), bank, lang)
            archive.writestr(name, book.getvalue())
            firms = {i.firm for i in invitations}
            index.append((name, provider, len(firms), len(firms & set(named.get(provider, ()))), len(invitations)))
        archive.writestr(INDEX.text(lang), csv_bytes([[title.text(lang) for title in _TITLES], *index]))
    return len(index)
