"""Is this file a report that was handed out here, and unchanged?"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from assessment.cli.console import lang_option, say, told
from assessment.language import Lang, label
from assessment.settings import in_china

_NO_NUMBER = label(
    "文件里没有报告编号：不是本系统的报告，或被别的程序改存过。",
    "The file names no report: it is none of ours, or another program has saved it anew.",
)
_UNKNOWN = label(
    "编号 {number} 没有在这里登记过：不是这里出的报告，或是命令行出的而没有设 ASSESSMENT_ADDRESS（那样不登记）。",
    "Number {number} was not entered here: the report was made elsewhere, or by a command without ASSESSMENT_ADDRESS, "
    "which enters none.",
)
_CHANGED = label(
    "编号 {number} 登记过，但这个文件和登记的不一样：出具以后被改过。",
    "Number {number} was entered, but this file is not the one entered: it was changed afterwards.",
)
_SAME = label(
    "✓ 编号 {number}，结果日期 {on}，{at} 出具，没有改过。规则版本：{editions}",
    "✓ Number {number}, result of {on}, handed out {at}, unchanged. Editions of the rules: {editions}",
)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@lang_option
def verify(file: Path, lang: Lang) -> None:
    """核对一份报告有没有登记、改没改过 / Confirm that a report (PDF) was handed out here and is unchanged."""
    from assessment.store.assessments import open_store
    from assessment.telling.seal import digest, number_in

    data = file.read_bytes()
    number = number_in(data)
    if number is None:
        say(_NO_NUMBER, lang)
        sys.exit(1)
    with told(lang):
        store = open_store()
        try:
            known = store.handed_out(number)
        finally:
            store.close()
    same = next((one for one in known if one.digest == digest(data)), None)
    if same is None:
        say((_CHANGED if known else _UNKNOWN).fill(number=number), lang)
        sys.exit(1)
    at = f"{in_china(same.at):%Y-%m-%d %H:%M}"
    say(_SAME.fill(number=number, on=f"{same.on}", at=at, editions=", ".join(same.editions)), lang)
