"""The database copied and put back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from assessment.cli.console import lang_option, say, told
from assessment.language import Label, Lang, label
from assessment.settings import database_url, now

if TYPE_CHECKING:
    from assessment.store.backup import Copied


@click.command()
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--force", is_flag=True, help="覆盖已有的备份 / replace an existing copy.")
@lang_option
def backup(out: Path, force: bool, lang: Lang) -> None:
    """备份数据库，服务不用停 / Copy the whole database to OUT while the server runs.

    OUT 是一个完整的 SQLite 文件，先写在旁边、检查完好后才改名。
    OUT is one whole SQLite file, written aside, examined, then renamed.
    """
    from assessment.store.backup import back_up

    with told(lang):
        copied = back_up(database_url(), out, replace=force)
    say(label("已备份到 {out}：{what}。", "Copied to {out}: {what}.").fill(out=out, what=_holds(copied)), lang)
    if copied.secret is not None:
        apart = label(
            "它的密钥在 {at}：恢复时放在备份旁边，平时和备份分开保管。",
            "Its secret is {at}: put it beside the copy to restore it, and keep the two apart until then.",
        )
        say(apart.fill(at=copied.secret), lang)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@lang_option
def restore(file: Path, lang: Lang) -> None:
    """从备份恢复数据库，要先停服务 / Put the copy FILE in the place of the database; stop the server first.

    先检查 FILE 完好、能升级到现在的表结构；原来的数据库换个名字留在旁边。
    FILE is examined and brought to the current schema first; the database it replaces is kept beside it.
    """
    from assessment.store.backup import restore as put_back

    with told(lang):
        copied = put_back(database_url(), file, now())
    say(label("已恢复：{what}。", "Restored: {what}.").fill(what=_holds(copied)), lang)
    if not copied.sealed:
        say(
            label(
                "备份旁边没有 .seal 文件：读得通，但看不出写成以后有没有被改过。",
                "There is no .seal beside the copy: it reads well, but whether it was altered cannot be told.",
            ),
            lang,
        )
    if copied.replaced is not None:
        say(label("原来的数据库在 {at}", "The database it replaced is {at}").fill(at=copied.replaced), lang)


def _holds(copied: Copied) -> Label:
    return label(
        "{firms} 份自测，{answers} 个回答，{results} 次保存的结果，{evidence} 份佐证材料",
        "{firms} assessments, {answers} answers, {results} results kept, {evidence} files of evidence",
    ).fill(firms=copied.assessments, answers=copied.answers, results=copied.results, evidence=copied.evidence)
