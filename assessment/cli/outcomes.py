"""What became of invitations: the sheet of results written, and read back."""

from __future__ import annotations

import sys
from pathlib import Path
from uuid import UUID

import click

from assessment.cli.console import by_option, lang_option, say, show, told, wrote
from assessment.language import Lang, label
from assessment.output import check_target, written


@click.command()
@click.argument("results", type=click.Path(path_type=Path), required=False)
@click.option(
    "--write",
    "out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="写出空的登记表 / write the sheet to be filled in; OUT is .xlsx.",
)
@click.option("--mail", type=click.Path(dir_okay=False, path_type=Path), help="写出邮件合并名单 / a mail-merge list.")
@click.option("--round", "round_id", type=click.UUID, help="只要这个轮次的 / of this round only.")
@click.option("--dry-run", is_flag=True, help="只试不写 / find out what it would note, and write nothing.")
@click.option("--good-rows", is_flag=True, help="只登记没有问题的行 / leave bad rows out instead of refusing all.")
@by_option
@lang_option
def outcomes(
    results: Path | None,
    out: Path | None,
    mail: Path | None,
    round_id: UUID | None,
    dry_run: bool,
    good_rows: bool,
    by: str,
    lang: Lang,
) -> None:
    """邀约的结果：写出登记表，填好再读回来 / What became of invitations: the sheet, and its results read back.

    同一张表读两次，不会重复登记。这里只写文件，不向外发送。
    The same sheet read twice notes nothing twice. Files are written; nothing is sent.

    \b
    assessment outcomes --write sheet.xlsx
    assessment outcomes sheet.xlsx
    """
    if sum(one is not None for one in (results, out, mail)) != 1:
        raise click.UsageError("RESULTS、--write 和 --mail 选一个 / give one of RESULTS, --write and --mail")
    from assessment.advisory import default_advisor
    from assessment.store.assessments import open_store
    from assessment.store.invitation_book import InvitationQuery
    from assessment.store.trail import acting
    from assessment.workbook.grid.readers import read_grid
    from assessment.workbook.invitations.mailing import write_mail_list
    from assessment.workbook.invitations.outcomes import read_outcomes, write_outcomes

    with told(lang), acting(f"command:{by}"):
        if target := out or mail:
            check_target(target, (".xlsx",))
        store = open_store()
        try:
            chosen = None if round_id is None else store.round(round_id)
            found = store.invitations(InvitationQuery(round_id=round_id), most=1_000_000)
            if results is None:
                advisor = default_advisor()
                titles = {name: measure.title for name, measure in advisor.measures.measures.items()}
                assert target is not None
                with written(target) as stream:
                    if out is not None:
                        write_outcomes(stream, found, titles, lang)
                    else:
                        write_mail_list(stream, found, titles, advisor.pool.categories, lang)
                told_of = {"invitations": len(found), "kind": "xlsx"}
                store.trail.record("downloaded", "file", "outcomes", details=told_of)
                wrote(target, lang)
                return
            by_number = {one.number: one for one in store.invitations(InvitationQuery(), most=1_000_000)}
            read = read_outcomes(
                read_grid(results), lambda _: by_number, store.try_outcomes, None if chosen is None else chosen.name
            )
            show(read.problems, lang)
            for line in (*read.tally.lines(), read.sentence()):
                say(line, lang)
            if dry_run:
                sys.exit(1 if read.bad else 0)
            if read.bad and not good_rows:
                sys.exit(1)
            noted = store.note_outcomes(read.outcomes(valid_rows=good_rows), "centre", by)
            say(label("已登记，写了 {n} 条进展。", "Noted: {n} steps were written.").fill(n=noted), lang)
        finally:
            store.close()
