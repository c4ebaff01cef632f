"""What a framework asks, for outside scripts."""

from __future__ import annotations

import datetime
import json

import click

from assessment.cli.console import lang_option, named_frameworks, on_option, told
from assessment.language import Lang


@click.command()
@click.option("--framework", default="miit", show_default=True, help="框架编号 / framework id.")
@click.option("--json", "as_json", is_flag=True, help="完整的 JSON / everything, as JSON.")
@on_option
@lang_option
def facts(framework: str, as_json: bool, on: datetime.date, lang: Lang) -> None:
    """列出一个框架用到的问题 / List every fact a framework uses.

    JSON 里有类型、选项代码和对应的公布条目，外部脚本可以据此填写 CSV 并核对评分。
    The JSON gives kind, option codes and the published item each answers, so that an outside script can fill a CSV
    (a row a firm, a column a fact id) and check our scores.
    """
    from assessment.advisory import default_advisor
    from assessment.scoring.describe import describe

    with told(lang):
        advisor = default_advisor()
        described = describe(named_frameworks(advisor, (framework,), on)[0], advisor.crosswalk)
    if as_json:
        click.echo(json.dumps(described, ensure_ascii=False, indent=2).encode("utf-8"))
        return
    for fact in described["facts"]:
        items = ", ".join(use["source_item"] or use["item"] for use in fact["items"])
        click.echo(f"{fact['id']:34} {fact['kind']:7} {fact['label'][lang]}  {items}")
