"""The trail from a shell: is it whole, and what does it say."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

import click

from assessment.cli.console import by_option, lang_option, say, told, wrote
from assessment.language import Lang, label
from assessment.output import check_target, written
from assessment.problems import refuse
from assessment.settings import CHINA
from assessment.store.assessments import open_store
from assessment.store.trail import ACTS, TrailFilter, TrailHead, acting


@click.group()
def trail() -> None:
    """操作记录：核验、导出 / The trail of all that was done: verify it, export it."""


@trail.command()
@click.option("--noted", help="以前记下的末尾，如 120:3f… / an end noted before, e.g. 120:3f…")
@by_option
@lang_option
def verify(noted: str | None, by: str, lang: Lang) -> None:
    """核验操作记录有没有被改、被删、被挪动 / Find lines that were changed, removed, moved, put in or cut off.

    最后显示记录的末尾，请记在别处：下次用 --noted 核对，连整段换回旧副本也查得出来。
    It ends with the end of the trail. Note it elsewhere: with --noted even an old copy put back is found out.
    """
    with told(lang), acting(f"command:{by}"):
        end = None if noted is None else TrailHead.read(noted)
        if noted is not None and end is None:
            raise refuse(
                "--noted",
                label("不是记录的末尾", "not the end of a trail"),
                label("请写成 120:32 位十六进制 这样。", "Write it as in 120:<32 hexadecimal digits>."),
                noted,
            )
        store = open_store()
        try:
            report = store.trail.verify(end)
            store.trail.record("trail_verified", details={"lines": report.lines, "faults": len(report.faults)})
        finally:
            store.close()
    for fault in report.faults:
        say(
            label("第 {number} 条：{what}。", "Line {number}: {what}.").fill(number=fault.number, what=fault.what), lang
        )
    if report.back_in_time:
        back = label("有 {n} 处时钟往回走过（不算错）。", "The clock went back {n} times (no fault).")
        say(back.fill(n=report.back_in_time), lang)
    if report.faults:
        say(label("操作记录不完好。", "The trail is not whole."), lang)
        sys.exit(1)
    whole = label("操作记录完好，共 {n} 条；末尾：", "The trail is whole, {n} lines; its end:")
    say(whole.fill(n=report.lines), lang)
    click.echo(str(report.head))


@trail.command()
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="从哪一天起 / from this day on.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="到哪一天为止（不含） / up to this day, without it.")
@click.option("--actor", default="", help="谁，按开头 / who, by its beginning: account:, owner, command:")
@click.option("--act", default="", type=click.Choice(["", *sorted(ACTS)]), help="做了什么 / which act.")
@click.option("--firm", default="", help="企业编号 / id of a firm.")
@by_option
@lang_option
def export(
    out: Path,
    since: datetime.datetime | None,
    until: datetime.datetime | None,
    actor: str,
    act: str,
    firm: str,
    by: str,
    lang: Lang,
) -> None:
    """导出操作记录为 CSV / Write the trail, or a part of it, to the CSV file OUT."""
    with told(lang), acting(f"command:{by}"):
        check_target(out, (".csv",))
        wanted = TrailFilter(
            since=since and since.replace(tzinfo=CHINA),
            until=until and until.replace(tzinfo=CHINA),
            actor=actor,
            act=act,
            firm=firm.replace("-", ""),
        )
        from assessment.workbook.trail import trail_csv

        store = open_store()
        names = {one.id: one.name for one in store.accounts()}
        try:
            with written(out) as stream:
                stream.write(trail_csv(reversed(store.trail.lines(wanted)), names, lang))
            store.trail.record("trail_exported")
        finally:
            store.close()
    wrote(out, lang)
