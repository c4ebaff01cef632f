"""Where a firm stands among EU firms of its size on the Digital Intensity Index; published and real."""

from __future__ import annotations

import datetime

from assessment.benchmarks.published import Benchmarks
from assessment.content.provenance import Fidelity, Source
from assessment.documents import Strict
from assessment.language import Label, label


class EuPosition(Strict):
    """The shares of EU firms of the same size in lower classes, in the firm's own, and in higher ones, in per cent."""

    size: Label
    year: int
    dii_class: str
    class_label: Label
    below: float
    same: float
    higher: float
    at_least_basic: float
    distribution: dict[str, float]
    population: Label
    caution: Label
    source: Source
    fidelity: Fidelity
    sentence: Label


def eu_position(dii_class: str, employees: float, benchmarks: Benchmarks, on: datetime.date) -> EuPosition | None:
    """The firm among EU firms of its size, by the latest survey year that had ended by ``on``.

    None when the statistics do not cover the size (below 10 persons) or no survey had ended. Only years of one version
    of the index are held, because versions do not compare. Raises KeyError for an unknown class.
    """
    published = benchmarks.intensity
    ids = [c.id for c in published.classes]
    if dii_class not in ids:
        raise KeyError(dii_class)
    size = next(
        (
            s
            for s in published.sizes
            if not s.whole and s.low <= employees and (s.high is None or employees < s.high + 1)
        ),
        None,
    )
    if size is None:
        return None
    rows = [r for r in published.rows if r.size == size.id and datetime.date(r.year, 12, 31) <= on]
    if not rows:
        return None
    row = max(rows, key=lambda r: r.year)
    place = ids.index(dii_class)
    below = round(sum(row.percent[c] for c in ids[:place]), 2)
    higher = round(sum(row.percent[c] for c in ids[place + 1 :]), 2)
    own = published.classes[place].label
    sentence = label(
        "与欧盟{size}的企业相比（{year} 年调查）：{below}% 的企业低于您的等级，{same}% 与您同级（{own}），"
        "{higher}% 更高。",
        "Among EU firms of {size} (survey of {year}): {below}% are below you, {same}% are in your class ({own}) and "
        "{higher}% are above.",
    ).fill(
        size=size.label,
        year=row.year,
        below=f"{below:g}",
        same=f"{row.percent[dii_class]:g}",
        own=own,
        higher=f"{higher:g}",
    )
    return EuPosition(
        size=size.label,
        year=row.year,
        dii_class=dii_class,
        class_label=own,
        below=below,
        same=row.percent[dii_class],
        higher=higher,
        at_least_basic=row.at_least_basic,
        distribution={c: row.percent[c] for c in ids},
        population=published.population,
        caution=published.caution,
        source=published.source,
        fidelity=published.fidelity,
        sentence=sentence,
    )
