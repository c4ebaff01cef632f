"""A copy of the database that may be handed on."""

from __future__ import annotations

from pathlib import Path

import click

from assessment.cli.console import by_option, lang_option, say, told
from assessment.language import Lang, label


@click.command()
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@by_option
@lang_option
def anonymise(out: Path, by: str, lang: Lang) -> None:
    """写一份匿名副本（SQLite） / Write a copy of the database to OUT without names, codes, contacts and texts.

    不带名称、代码、联系方式、文字、结果和操作记录；编号全部换新，时间只到月，企业太少的地方不写地区和产业链。
    Nor does it hold results or the trail. Ids are new, times are cut to the month, and where firms are too few their
    area and chain are left out.
    """
    from assessment.content.library import content_root, load_bank
    from assessment.settings import peer_floor
    from assessment.store.anonymising import anonymise as copy
    from assessment.store.assessments import open_store
    from assessment.store.trail import acting

    with told(lang), acting(f"command:{by}"):
        store = open_store()
        try:
            count = copy(store, out, load_bank(content_root()), peer_floor())
        finally:
            store.close()
    done = label("已写入 {out}：{n} 份自测，没有名称和代码。", "Wrote {out}: {n} assessments without names and codes.")
    say(done.fill(out=out, n=count), lang)
