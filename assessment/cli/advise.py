"""Advice for one firm."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import click

from assessment.cli.telling import lang_option, say, show, told
from assessment.language import Lang, label


@click.command()
@click.argument("firm", type=click.Path(path_type=Path))
@click.option("--pdf", type=click.Path(dir_okay=False, path_type=Path), help="写出 PDF 报告 / write the report.")
@click.option(
    "--json",
    "json_out",
    type=click.Path(dir_okay=False, allow_dash=True),
    help="写出 JSON，- 为标准输出 / write JSON, - for standard output.",
)
@click.option(
    "--on", type=click.DateTime(["%Y-%m-%d"]), help="按哪一天的规则和数据，默认今天 / rules and figures of which day."
)
@lang_option
def advise(firm: Path, pdf: Path | None, json_out: str | None, on: datetime.datetime | None, lang: Lang) -> None:
    """给一家企业出建议 / Advise one firm described in a YAML file.

    文件格式见 seeds/firms/*.yaml。不写 --pdf 和 --json 时在屏幕上显示摘要。
    See seeds/firms/*.yaml for the format. Without --pdf or --json a summary is shown. The JSON is one documented
    object (docs/advisory.md): frameworks with the reason for each item, comparisons, archetype, plan with its proof,
    shortlist, versions of everything used.
    """
    from assessment.advisory import default_advisor
    from assessment.firmfile import load_firm

    with told(lang):
        advisor = default_advisor()
        _, table, faults, source = load_firm(firm, advisor.bank)
        show([fault.at(source.where(("answers", fault.fact))) for fault in faults], lang)
        advisory = next(advisor.advise(table, on.date() if on else datetime.date.today()))
        if pdf is not None:
            from assessment.report.document import write_report

            write_report(pdf, advisory, lang)
            say(label(f"报告写入 {pdf}", f"Report in {pdf}"), lang)
        if json_out is not None:
            _write_text(json_out, json.dumps(advisory.model_dump(mode="json"), ensure_ascii=False, indent=2))
        if pdf is None and json_out is None:
            for line in advisory.summary_lines():
                click.echo(line.text(lang))


def _write_text(out: str, text: str) -> None:
    if out == "-":
        click.echo(text)
    else:
        Path(out).write_text(text + "\n", encoding="utf-8")
