"""A whole database moved into another one."""

from __future__ import annotations

import click

from assessment.cli.console import by_option, lang_option, say, told
from assessment.language import Lang, label

_FILES = label(
    "数据库之外的文件没有搬：换机器时，请把 ASSESSMENT_FILES 的文件夹（上传的表和做好的报告）也整个复制过去。",
    "Files outside the database were not moved: on another machine, copy the folder of ASSESSMENT_FILES, too: "
    "workbooks handed in, and reports made.",
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

    with told(lang), acting(f"command:{by}"):
        moved = move(source, target)
        store = open_store(target)
        try:
            rows = sum(one.rows for one in moved)
            store.trail.record("data_transferred", details={"tables": len(moved), "rows": rows})
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
    say(_FILES, lang)
