"""What the firms are like: the spread over each dimension, their types, and whether the types fit them."""

from __future__ import annotations

from assessment.archetypes import untrained
from assessment.archetypes.drift import Verdict
from assessment.batch import Overview
from assessment.batch.overview import GroupFigure
from assessment.language import Label, Lang, label
from assessment.peers.cleared import nobody
from assessment.web.centre import export
from assessment.web.centre.figures import HIDDEN, Bar, bars, count, decimals, part, share, strip, table
from assessment.web.markup import block, escape

_RESEMBLE = label("这批企业与训练所用的企业像不像？", "Do these firms resemble those of the training?")
_VERDICTS: dict[Verdict, Label] = {
    "stable": label("稳定", "stable"),
    "watch": label("留意", "watch"),
    "moved": label("变化明显", "moved"),
    "too_few": label("答全的太少", "too few known"),
}


def dimensions(overview: Overview, _measure: GroupFigure, lang: Lang) -> None:
    """How the firms spread over each dimension."""
    lead = label(
        "细线是中间八成企业，粗线是中间一半，竖线是正中间的一家。按满分的百分比，只算这一项答全的企业。",
        "The thin line holds the middle 80% of the firms, the thick one the middle half, the mark "
        "is the median; in per cent of full points, over the firms whose answers here are complete.",
    )
    block(f'<p class="quiet">{escape(lead.text(lang))}</p>')
    lines, rows = [], []
    for spread in overview.spreads:
        if spread.quantiles is None:
            few = label("答全的企业不足 {floor} 家，不显示", "fewer than {floor} complete answers; not shown").fill(
                floor=overview.floor
            )
            lines.append(
                f"<li><span>{escape(spread.label.text(lang))}</span><small>{escape(few.text(lang))}</small></li>"
            )
            continue
        _, p25, p50, p75, _ = spread.quantiles.value
        words = label(
            "中间一半 {p25:.0f}–{p75:.0f}%，中位 {p50:.0f}%（{n} 家）",
            "middle half {p25:.0f}–{p75:.0f}%, median {p50:.0f}% ({n} firms)",
        ).text(lang)
        words = words.format(p25=p25, p75=p75, p50=p50, n=count(spread.firms))
        lines.append(
            f"<li><span>{escape(spread.label.text(lang))}</span>{strip(spread.quantiles.value)}<small>{escape(words)}</small></li>"
        )
        rows.append(
            [spread.label.text(lang), count(spread.firms)] + [f"{value:.0f}" for value in spread.quantiles.value]
        )
    scale = "".join(f"<span>{at}%</span>" for at in (0, 25, 50, 75, 100))
    block(f'<ul class="c-spreads">{"".join(lines)}</ul><p class="c-scale" aria-hidden="true">{scale}</p>')
    head = [
        label("维度", "Dimension"),
        label("企业数", "Firms"),
        *(label(f"第 {q} 百分位（%）", f"Percentile {q} (%)") for q in (10, 25, 50, 75, 90)),
    ]
    export.table_button([[h.text(lang) for h in head], *rows], "dimensions", lang)


def types(overview: Overview, _measure: GroupFigure, lang: Lang) -> None:
    """How many firms belong to each type, and whether the types fit these firms."""
    training = overview.training
    if training is None:
        block(f"<p>{escape(untrained(overview.reading.main.key).notes[0].text(lang))}</p>")
        return
    marking = training.marking
    lead = label(
        "条形是这批企业，竖线是训练所用企业的占比。",
        "Bars: these firms. Marks: the share among the firms of the training.",
    )
    block(
        f'<p class="quiet">{escape(lead.text(lang))}' + (f"<br>{escape(marking.text(lang))}</p>" if marking else "</p>")
    )
    n = overview.firms
    block(
        bars(
            Bar(
                one.name.text(lang),
                HIDDEN if one.firms is None else f"{count(one.firms)} · {share(one.firms, n)}",
                100 * part(one.firms, n),
                mark=None if one.trained is None else 100 * one.trained,
            )
            for one in overview.types
            if one.id or not nobody(one.firms)
        )
    )
    block(f"<h3>{_RESEMBLE.text(lang)}</h3><p>{escape(overview.drift_verdict.text(lang))}</p>")
    head = [
        label("特征", "Feature").text(lang),
        label("结论", "Verdict").text(lang),
        label("稳定性指数", "Stability index").text(lang),
        label("偶然可达", "By chance").text(lang),
        label("企业数", "Firms").text(lang),
    ]
    rows = [
        [f.label.text(lang), _VERDICTS[f.verdict].text(lang), decimals(f.index), decimals(f.by_chance), count(f.firms)]
        for f in overview.drift
    ]
    block(table(head, rows, label("逐项比较", "Feature by feature").text(lang), numeric_from=2))
    words = label(
        "群体稳定性指数：0.1 以下算稳定，0.25 以上算明显变化，同时要超过偶然可达的程度才算数。",
        "Population stability index: below 0.1 stable, above 0.25 clearly moved, provided that it exceeds what chance "
        "alone may give.",
    )
    block(f'<p class="quiet">{words.text(lang)}</p>')
    export.table_button([head, *rows], "drift", lang)
