"""What the columns of a file mean, as a mapping file to check and edit."""

from __future__ import annotations

from pathlib import Path

import click

from assessment.cli.console import lang_option, map_option, max_mb_option, say, told, wrote
from assessment.language import Lang, label, visible
from assessment.output import check_target, write_text


@click.command()
@click.argument("firms", type=click.Path(path_type=Path))
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path), required=False)
@map_option
@max_mb_option
@lang_option
def understand(firms: Path, out: Path | None, mapping: Path | None, max_mb: int, lang: Lang) -> None:
    """说明一个文件的各列读成什么，没认出的提出建议 / Say how the columns of a file are read, and propose the rest.

    OUT（.yaml）写一份对应表：没认出的列各一条，附理由；改好后用 --map 读。
    OUT (.yaml) gets a mapping file: an entry for each column that is not known, with the reason. Edit it, then --map.
    """
    from assessment.batch import firms_in_file
    from assessment.content.library import default_bank
    from assessment.workbook.firms.mapping import NO_MAPPING, load_mapping, mapping_lines
    from assessment.workbook.firms.reading import NoTable
    from assessment.workbook.grid.files import Limits

    with told(lang):
        if out is not None:
            check_target(out, (".yaml", ".yml"), [firms])
        bank = default_bank()
        means = NO_MAPPING if mapping is None else load_mapping(mapping, bank)
        limits = Limits(file_bytes=max_mb << 20, rows=2_000_000)
        try:
            read = firms_in_file(bank, firms, limits=limits, mapping=means)
        except NoTable as refused:
            if not refused.unknown:
                raise
            unknown = refused.unknown
        else:
            unknown = read.unknown
            for (sheet, letters), fact_id in read.columns.items():
                click.echo(visible(f"{sheet}!{letters}  {bank.facts[fact_id].label.text(lang)} [{fact_id}]"))
            for line in read.tally.lines():
                click.echo(line.text(lang))
        for one in unknown:
            name = bank.facts[one.fact].label.text(lang) if one.fact else label("待定", "undecided").text(lang)
            click.echo(visible(f"{one.where}  {one.header} → {name}  {one.reason.text(lang)}"))
        if not unknown:
            say(label("没有不认识的列。", "There is no column that is not known."), lang)
        if out is not None:
            write_text(out, "\n".join(mapping_lines(one.entry() for one in unknown)) + "\n")
            wrote(out, lang)
