"""The archetypes trained anew."""

from __future__ import annotations

from pathlib import Path

import click

from assessment import settings
from assessment.cli.console import lang_option, map_option, say, show, told, wrote
from assessment.language import Lang, label
from assessment.settings import content_root


@click.command()
@click.option("--firms", type=click.Path(path_type=Path), help="用中心自己的企业表训练 / train on a workbook of firms.")
@click.option(
    "--store",
    is_flag=True,
    help="用数据库里同意计入同行的企业训练 / train on the firms of the database that agreed to count.",
)
@click.option(
    "--sample",
    type=click.IntRange(1000, 200_000),
    default=50_000,
    show_default=True,
    help="模拟企业数 / modelled.",
)
@click.option("--seed", type=int, default=20261123, show_default=True, help="随机种子，可重现 / seed.")
@map_option
@lang_option
def train(firms: Path | None, store: bool, sample: int, seed: int, mapping: Path | None, lang: Lang) -> None:
    """训练企业类型模型 / Train the archetypes on the modelled population, or on a centre's own firms.

    写入 models/。已出具的结果不受影响。Writes models/; finished results keep the model they were made with.
    """
    from assessment.archetypes import training
    from assessment.content.archetypes import load_archetypes
    from assessment.content.library import load_bank, load_frameworks
    from assessment.peers import make_reference, make_trade_firms, write_reference, write_trade_firms
    from assessment.population import modelled_population
    from assessment.population.card import write_population_card
    from assessment.problems import refuse
    from assessment.scoring import Framework
    from assessment.store.assessments import open_store
    from assessment.store.peering import counted_firms
    from assessment.workbook.firms.mapping import NO_MAPPING, load_mapping
    from assessment.workbook.firms.reading import read_firms
    from assessment.workbook.grid.readers import read_grid

    with told(lang):
        root = content_root()
        bank = load_bank(root)
        spec, _ = load_archetypes(root)
        edition = load_frameworks(root)[spec.framework]
        framework = Framework(edition.spec, bank, edition.source.where)
        if firms is not None and store:
            raise refuse(
                "--firms --store",
                label("两种企业只能选一种", "firms come from a workbook or from the database, not from both"),
                label("请去掉其中一个。", "Leave one of them out."),
            )
        if store:
            counted = counted_firms(open_store(), bank).table
            n = len(counted)
            chosen = training.own_firms(counted, label(f"数据库中 {n} 家同意的企业", f"{n} firms that agreed"))
        elif firms is None:
            population = modelled_population(root)
            chosen = training.modelled_firms(population, seed, sample)
            today, marking = settings.today(), population.spec.marking
            reference = make_reference(framework, chosen.table, population.key, marking, seed, today)
            wrote(write_reference(root, reference), lang)
            typical = make_trade_firms(framework, chosen.table, population.key, marking, seed)
            wrote(write_trade_firms(root, typical), lang)
            for path in write_population_card(root, population, seed + 1):
                wrote(path, lang)
        else:
            means = NO_MAPPING if mapping is None else load_mapping(mapping, bank)
            read = read_firms(bank, read_grid(firms), means)
            show(read.problems, lang)
            for line in read.tally.lines():
                say(line, lang)
            n = len(read.table)
            chosen = training.own_firms(read.table, label(f"本中心 {n} 家企业", f"{n} firms of the centre"))
        for path in training.write_trained(root, *training.train(chosen, framework, spec, seed)):
            wrote(path, lang)
