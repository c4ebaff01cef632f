"""Matchmaking as workbooks: the centre's book of lists and heat maps, and one list for each provider."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from os import PathLike
from typing import IO

import xlsxwriter

from assessment.content.bank import FactBank
from assessment.language import Lang
from assessment.providers import Invitation, Matchmaking
from assessment.workbook.invitations.heat import SIDES, write_heat
from assessment.workbook.invitations.lists import write_lists
from assessment.workbook.invitations.overview import write_notes, write_overview
from assessment.workbook.invitations.pen import SheetPen
from assessment.workbook.invitations.single import write_single

_AS_TYPED = {"strings_to_formulas": False, "strings_to_urls": False}
Out = str | PathLike[str] | IO[bytes]


def write_invitations(out: Out, made: Matchmaking, bank: FactBank, lang: Lang) -> None:
    """Write all lists in one language to a file or stream. Whatever a person typed stays text."""
    with xlsxwriter.Workbook(out, _AS_TYPED) as book:
        pen = SheetPen(book, made, bank, lang)
        write_overview(pen)
        for side in SIDES:
            write_heat(pen, side)
        write_lists(pen)
        write_notes(pen)


def by_provider(made: Matchmaking) -> Iterator[tuple[str, list[Invitation]]]:
    """The invitations of each provider by product and firm, providers in the order of the alphabet."""
    found: dict[str, list[Invitation]] = {}
    for invitation in sorted(made.invitations, key=lambda i: (i.provider, i.product, i.firm_name, i.firm)):
        found.setdefault(invitation.provider, []).append(invitation)
    yield from found.items()


def write_provider_list(
    out: Out,
    made: Matchmaking,
    invitations: list[Invitation],
    named: Collection[str],
    bank: FactBank,
    lang: Lang,
) -> None:
    """Write the list of one provider, of those that ``by_provider`` gives, to a file or stream.

    ``named`` are the firms, by their place in the file, that have agreed to be named to it.
    """
    with xlsxwriter.Workbook(out, _AS_TYPED) as book:
        write_single(SheetPen(book, made, bank, lang), invitations, named)
