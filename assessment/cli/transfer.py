"""A whole database moved into another one."""

from __future__ import annotations

import sys

import click

from assessment.cli.console import by_option, lang_option, say, told
from assessment.language import Lang, label, visible

_FILES = label(
    "数据库之外的文件：{n} 个（{size} 字节）在 {folder}，逐个核对了 SHA-256。换机器时把这个文件夹整个复制过去。",
    "Files outside the database: {n} ({size} bytes) in {folder}, each compared by SHA-256. On another machine copy "
    "this folder, too.",
)
_LACKING = label(
    "没有找到，或没有原样到达的文件：{names}", "Files not found, or that did not arrive as they were: {names}"
)


@click.command()
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@by_option
@lang_option
def transfer(source: str, target: str, by: str, lang: Lang) -> None:
    """把整个数据库搬到另一个里（SQLite 和 PostgreSQL 互搬） / Move a whole database, from SQLite to PostgreSQL or back.

    FROM 和 TO 是数据库地址（同 ASSESSMENT_DATABASE_URL）。先停服务；TO 必须是空的。
    逐表核对行数和摘要，一处不同就什么也不留下。
    FROM and TO are database URLs, as in ASSESSMENT_DATABASE_URL. Stop the server first; TO must be empty. Counts and
    digests are compared for every table, and one that differs leaves TO empty.
    """
    from assessment.store.assessments import open_store
    from assessment.store.trail import acting
    from assessment.store.transfer import transfer as move
    from assessment.work import kept

    with told(lang), acting(f"command:{by}"):
        moved = move(source, target)
        store = open_store(target)
        try:
            rows = sum(one.rows for one in moved)
            carried = kept.carry(store, kept.folder(source), kept.folder(target))
            counted = {"tables": len(moved), "rows": rows, "files": carried.files}
            store.trail.record("data_transferred", details=counted)
        finally:
            store.close()
    for one in moved:
        click.echo(f"{one.table:20} {one.rows:>10,}  {one.digest}")
    all_there = label(
        "{tables} 张表、{rows} 行全部到达，逐表的行数和摘要一致。请把 ASSESSMENT_DATABASE_URL 改为新地址再启动。",
        "All {rows} rows of {tables} tables arrived; counts and digests agree for each. Set ASSESSMENT_DATABASE_URL to "
        "the new address and start.",
    )
    say(all_there.fill(tables=len(moved), rows=rows), lang)
    say(_FILES.fill(n=f"{carried.files:,}", size=f"{carried.size:,}", folder=kept.folder(target)), lang)
    if carried.lacking:
        say(_LACKING.fill(names="、".join(visible(name) for name in carried.lacking)), lang)
        sys.exit(1)
