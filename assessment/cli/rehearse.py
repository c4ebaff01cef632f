"""A rehearsal of the on-site visit."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assessment.cli.console import by_option, lang_option, on_option, show, told
from assessment.cli.entering import leave_line
from assessment.cli.papers import check_papers, paper_options, write_papers
from assessment.language import Lang

if TYPE_CHECKING:
    from assessment.advisory.rehearsal import AnswerProof


@click.command()
@click.argument("firm", type=click.Path(path_type=Path))
@click.option(
    "--proofs",
    "proofs_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="手里的材料（YAML：proofs: [{fact, day, what, keeper, due, at_hand, verified}]） / the papers at hand.",
)
@paper_options("迎检清单", "the check-list")
@click.option("--plan/--no-plan", default=False, help="清单按方案要到的等级列 / list for the level of the plan.")
@on_option
@by_option
@lang_option
def rehearse(
    firm: Path,
    proofs_file: Path | None,
    pdf: Path | None,
    word: Path | None,
    plan: bool,
    on: datetime.date,
    by: str,
    lang: Lang,
) -> None:
    """迎检准备：凭手里的材料站得住几级 / Which level stands on the papers at hand, and what is missing.

    没有材料的回答按现场不认可算。材料的日期不能在以后。
    An answer without proof counts as refused on the visit. A paper may not be dated in the future.
    """
    from assessment.advisory import default_advisor
    from assessment.advisory.rehearsal import ProofList
    from assessment.advisory.rehearsing import rehearsal_of
    from assessment.answers.firm_file import load_firm
    from assessment.content.loading import load_file
    from assessment.telling.leaflets.rehearsal import check_list, in_short
    from assessment.telling.subject import Subject

    with told(lang):
        check_papers(pdf, word, [firm, *([proofs_file] if proofs_file is not None else [])])
        advisor = default_advisor()
        _, table, faults, source = load_firm(firm, advisor.bank)
        show([fault.at(source.where(("answers", fault.fact))) for fault in faults], lang)
        proofs: tuple[AnswerProof, ...] = ()
        if proofs_file is not None:
            proofs = load_file(proofs_file, ProofList, proofs_file.parent)[0].proofs
        advisory = next(advisor.advise(table, on))
        found = rehearsal_of(advisor, table, 0, proofs, on, advisory.plan if plan else None)
        subject = Subject(advisory, lang)
        for line in in_short(subject, found):
            click.echo(line)
        made = write_papers(check_list(subject, found), pdf, word, lang)
        leave_line("report_made", by, reports=1, kinds=["rehearsal", *made])
