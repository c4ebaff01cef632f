"""The card of the modelled population as Markdown: what it is, what it was held to, what it assumes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from assessment.content.provenance import FIDELITY
from assessment.language import LANGUAGES, Lang, label
from assessment.output import write_text
from assessment.population.calibration import CalibrationRow, calibration_table
from assessment.population.model import Population

CARD_FIRMS = 200_000
HEADINGS = (
    label("数据", "Figure"),
    label("应为 %", "Wanted %"),
    label("模拟 %", "Modelled %"),
    label("相差", "Difference"),
    label("标准误", "Standard error"),
    label("企业数", "Firms"),
    label("地区", "Geography"),
    label("日期", "Date"),
    label("可信程度", "Fidelity"),
)


def write_population_card(root: Path, population: Population, seed: int, n: int = CARD_FIRMS) -> list[Path]:
    """Write the card in both languages below ``root/models``, with the calibration table of ``n`` fresh firms."""
    rows = calibration_table(population, n, seed)
    paths = [card_path(root / "models" / "population.md", lang) for lang in LANGUAGES]
    for lang, path in zip(LANGUAGES, paths, strict=True):
        write_text(path, population_card(population, rows, seed, lang))
    return paths


def card_path(path: Path, lang: Lang) -> Path:
    """The place of a card in one language beside ``path``: ``x.zh.md`` and ``x.md``."""
    return path.with_suffix(".zh.md" if lang == "zh" else ".md")


def markdown_table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table; vertical bars in cells are escaped."""
    lines = [list(headings), *(list(row) for row in rows)]
    cells = [[cell.replace("|", "\\|") for cell in line] for line in lines]
    cells.insert(1, ["---"] * len(cells[0]))
    return "\n".join(f"| {' | '.join(line)} |" for line in cells)


def population_card(population: Population, rows: list[CalibrationRow], seed: int, lang: Lang) -> str:
    """The card; ``rows`` is the calibration table of a fresh sample drawn with ``seed``."""
    spec = population.spec

    def t(zh: str, en: str) -> str:
        return zh if lang == "zh" else en

    def table(chosen: list[CalibrationRow]) -> str:
        return markdown_table((h.text(lang) for h in HEADINGS), (_cells(row, lang) for row in chosen))

    notes = _distinct(
        note.text(lang)
        for note in (
            spec.above_scale.basis.note,
            spec.latent.basis.note,
            spec.latent.size_gradient.basis.note,
            *(group.basis.note for group in spec.latent.chain_groups),
            *(basis.note for basis in spec.profile.bases.values()),
            *(margin.basis.note for margin in spec.margins),
        )
        if note is not None
    )
    unused = markdown_table(
        (t("数据", "Figure"), t("值", "Value"), t("原因", "Reason")),
        ((text.text(lang) for text in (one.figure, one.value, one.reason)) for one in spec.unused),
    )
    sources = "\n".join(f"- {one.title}" + (f" ({one.date})" if one.date else "") for one in spec.sources.values())
    return (
        "\n\n".join(
            [
                f"# {spec.title.text(lang)}",
                f"> {spec.marking.text(lang)}",
                f"{spec.purpose.text(lang)}{t('', ' ')}{spec.period.text(lang)}",
                t(f"编号：`{population.key}`。", f"Key: `{population.key}`."),
                f"## {t('校准表：公布的数据', 'Calibration: published figures')}",
                t(
                    f"下面的“模拟”一栏来自种子 {seed} 新抽的样本，不是校准用的样本；标“仅核对”的没有参与求解。",
                    f"The modelled column is from a fresh sample with seed {seed}, not the one used for solving; "
                    "figures marked 'compared only' took no part in the solving.",
                ),
                table([row for row in rows if not row.assumed]),
                f"## {t('没有公布数据的取值（假设）', 'Values without a published figure (assumptions)')}",
                table([row for row in rows if row.assumed]),
                f"## {t('做法与假设', 'Method and assumptions')}",
                "\n".join(f"- {note}" for note in notes),
                f"## {t('没有采用的公布数据', 'Published figures that are not used')}",
                unused,
                f"## {t('出处', 'Sources')}",
                sources,
            ]
        )
        + "\n"
    )


def _cells(row: CalibrationRow, lang: Lang) -> list[str]:
    name = row.figure.text(lang) + ("" if row.solved else label("（仅核对）", " (compared only)").text(lang))
    return [
        name,
        f"{row.wanted:.2f}",
        f"{row.modelled:.2f}",
        f"{row.difference:+.2f}",
        f"{row.standard_error:.2f}",
        f"{row.firms:,}",
        row.geography.text(lang) if row.geography else "",
        str(row.date or ""),
        FIDELITY[row.fidelity].text(lang),
    ]


def _distinct(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))
