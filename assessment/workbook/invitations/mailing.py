"""Lists for a mail merge: a row a letter, its fields in the first row, and no firm named that has not agreed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from typing import IO

import xlsxwriter

from assessment.content.providers import CategoryEntry
from assessment.language import Label, Lang, label
from assessment.store.invitation_records import OVER, STATE_NAMES, KeptInvitation
from assessment.workbook.invitations.outcomes import occasion_of

TO_PROVIDERS, TO_FIRMS = label("给服务商", "To providers"), label("给企业", "To firms")
_NUMBER, _OCCASION = label("邀约编号", "Invitation number"), label("轮次或日期", "Round or day")
_PROVIDER, _PRODUCT = label("服务商", "Provider"), label("产品或服务", "Product")
_FIRM, _CONTACT = label("企业", "Firm"), label("企业联系方式", "Contact of the firm")
_NEED, _STEPS, _STATE = label("类别", "Kind of help"), label("要谈的事项", "Steps"), label("状态", "State")
_NOT_YET = label("等企业同意后告知", "named once it has agreed")


def write_mail_list(
    out: str | PathLike[str] | IO[bytes],
    invitations: Sequence[KeptInvitation],
    step_names: Mapping[str, Label],
    categories: Mapping[str, CategoryEntry],
    lang: Lang,
) -> None:
    """Write a sheet of letters to providers and one to firms, of all invitations that are not over.

    A provider's letter names the firm only once that has agreed. Text that a person typed stays text.
    """
    joint = "；" if lang == "zh" else "; "
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True, "bg_color": "#DDE8F4"})
        heads = {
            TO_PROVIDERS: (_PROVIDER, _NUMBER, _OCCASION, _PRODUCT, _NEED, _STEPS, _FIRM, _CONTACT, _STATE),
            TO_FIRMS: (_FIRM, _NUMBER, _OCCASION, _NEED, _STEPS, _PROVIDER, _PRODUCT, _STATE),
        }
        for name, columns in heads.items():
            sheet = book.add_worksheet(name.text(lang))
            sheet.freeze_panes(1, 0)
            for at, column in enumerate(columns):
                sheet.set_column(at, at, 18)
                sheet.write_string(0, at, column.text(lang), bold)
            waiting = [one for one in invitations if one.state not in OVER]
            key = (lambda one: one.provider) if name is TO_PROVIDERS else (lambda one: one.firm_name or "")
            for row, whole in enumerate(sorted(waiting, key=lambda one: (key(one), one.number)), 1):
                one = whole.for_provider() if name is TO_PROVIDERS else whole
                entry = categories.get(one.category)
                cells: dict[Label, str] = {
                    _NUMBER: str(one.number),
                    _OCCASION: occasion_of(one),
                    _PROVIDER: one.provider,
                    _PRODUCT: one.product,
                    _NEED: entry.label.text(lang) if entry else one.category,
                    _STEPS: joint.join(
                        step_names[step].text(lang) if step in step_names else step for step in one.steps
                    ),
                    _FIRM: one.firm_name or _NOT_YET.text(lang),
                    _CONTACT: one.contact or "",
                    _STATE: STATE_NAMES[one.state].text(lang),
                }
                for at, column in enumerate(columns):
                    sheet.write_string(row, at, cells[column])
