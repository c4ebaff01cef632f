"""A file of firms put among the firms that are known, and an import taken back."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import click

from assessment.cli.console import Progress, firms_of, lang_option, map_option, max_mb_option, on_option, say, told
from assessment.language import Label, Lang, label, listed, visible
from assessment.settings import in_china

if TYPE_CHECKING:
    from assessment.batch import Batch
    from assessment.store.assessments import Store
    from assessment.store.import_records import FirmImport

COUNTS: dict[str, Label] = {
    "new": label("{n} 行是新的", "{n} new"),
    "changed": label("{n} 行有改动", "{n} changed"),
    "same": label("{n} 行没有变化", "{n} the same"),
    "conflict": label("{n} 行与本人后来的回答不一致", "{n} where a person answered otherwise since"),
    "twin": label("{n} 行在表里重复", "{n} that stand twice in the file"),
    "faulty": label("{n} 行有读不懂的格子", "{n} with a bad cell"),
    "over": label("{n} 行以表为准，改掉本人后来的回答", "{n} where the file replaces what a person answered since"),
    "twins": label("{n} 行可能是已有的企业", "{n} that may be known firms"),
}
_BY = label("命令行", "command line")


@click.command("import")
@click.argument("firms", type=click.Path(path_type=Path), required=False)
@click.option("--dry-run", is_flag=True, help="只试不写 / find out what it would do, and write nothing.")
@click.option("--good-rows", is_flag=True, help="只导入没有问题的行 / leave bad rows out instead of refusing all.")
@click.option(
    "--over", is_flag=True, help="本人后来答得不一样的，以表为准 / the file counts where a person answered otherwise."
)
@click.option("--round", "round_id", type=click.UUID, help="导入到哪个轮次 / the round that the firms take part in.")
@click.option("--by", default=_BY.zh, help="经办人，会记下来 / who signs for it.")
@click.option("--undo", type=click.UUID, help="撤回这一次导入 / take this import back.")
@click.option("--list", "listing", is_flag=True, help="列出历次导入 / list the imports so far.")
@on_option
@max_mb_option
@map_option
@lang_option
def import_(
    firms: Path | None,
    dry_run: bool,
    good_rows: bool,
    over: bool,
    round_id: UUID | None,
    by: str,
    undo: UUID | None,
    listing: bool,
    on: datetime.date,
    max_mb: int,
    mapping: Path | None,
    lang: Lang,
) -> None:
    """把一批企业导入企业库，可以撤回 / Put the firms of a workbook or CSV among the firms that are known.

    全部写入或一行也不写；同一张表导入两次不会有变化。企业自己改过的回答不会被覆盖，除非写明 --over。
    All or nothing; the same file twice changes nothing. What a person has answered since stays, but with --over.
    """
    if sum((firms is not None, undo is not None, listing)) != 1:
        raise click.UsageError("FIRMS、--undo 和 --list 选一个 / give one of FIRMS, --undo and --list")
    from assessment.store.assessments import open_store

    with told(lang):
        store = open_store()
        try:
            if listing:
                for one in store.firm_imports():
                    click.echo(f"{one.id}  {_line(one).text(lang)}")
            elif undo is not None:
                _settle(store, lang)
                _take_back(store, undo, by, lang)
            elif firms is not None:
                batch = firms_of(firms, on, max_mb, lang, mapping=mapping)
                _bring_in(
                    store, batch, firms.name, by, round_id, on, lang, dry_run=dry_run, good_rows=good_rows, over=over
                )
        finally:
            store.close()


def _bring_in(
    store: Store,
    batch: Batch,
    name: str,
    by: str,
    round_id: UUID | None,
    on: datetime.date,
    lang: Lang,
    *,
    dry_run: bool,
    good_rows: bool,
    over: bool,
) -> None:
    from assessment.work.importing import score_imported, try_firms

    _settle(store, lang)
    tried = try_firms(store, batch, name, by, round_id, progress=Progress(lang).advance, over=over)
    say(counted(tried), lang)
    for verdict in ("conflict", "twin"):
        for row in store.import_rows(tried.id, "conflict" if verdict == "conflict" else "twin", most=50):
            say(label("{place} {name}：{what}", "{place} {name}: {what}").fill(
                place=row.place, name=visible(row.name), what=COUNTS[verdict].fill(n=1)), lang)  # fmt: skip
    if dry_run:
        return
    done = store.write_import(tried.id, good_rows=good_rows, progress=Progress(lang).advance)
    if done.imported_at is None:
        say(label("没有要写的，企业库没有变化。", "There is nothing to write; nothing was changed."), lang)
        sys.exit(1 if done.bad and not done.good and not done.counts.get("same") else 0)
    score_imported(store, batch.reading.advisor, on, done.good, Progress(lang).advance)
    words = label(
        "已导入，编号 {id}。撤回：assessment import --undo {id}",
        "Imported as {id}. Undo: assessment import --undo {id}",
    )
    say(words.fill(id=done.id), lang)


def _settle(store: Store, lang: Lang) -> None:
    """Bring to rest what an earlier command or process left half done."""
    for one in store.settle_imports():
        words = label(
            "先前“{file}”的导入或撤回中断了，现在已退回", "'{file}' had been broken off; it is taken back now"
        )
        say(words.fill(file=visible(one.file_name)), lang)


def _take_back(store: Store, import_id: UUID, by: str, lang: Lang) -> None:
    store.undo_import(import_id, by, Progress(lang).advance)
    for row in store.import_rows(import_id, kept=True, most=10_000):
        facts = "、".join(row.facts)
        words = label("保留：{place} {name}，后来有人改过（{facts}）", "kept: {place} {name}, touched since ({facts})")
        say(words.fill(place=row.place, name=visible(row.name), facts=facts), lang)
    say(label("已撤回。", "Taken back."), lang)


def counted(one: FirmImport) -> Label:
    """The rows of an import by what becomes of them."""
    parts = [words.fill(n=f"{one.counts[key]:,}") for key, words in COUNTS.items() if one.counts.get(key)]
    return listed(parts, "，", ", ") if parts else label("没有企业", "no firms")


def _line(one: FirmImport) -> Label:
    assert one.imported_at is not None  # those that were tried only are not listed
    words = label("{time} {by} 导入 {file}：{what}", "{time} {by} imported {file}: {what}").fill(
        time=f"{in_china(one.imported_at):%Y-%m-%d %H:%M}",
        by=visible(one.by),
        file=visible(one.file_name),
        what=counted(one),
    )
    if (told := one.movement) is None:
        return words
    return label(f"{words.zh}（{told.zh}）", f"{words.en} ({told.en})")
