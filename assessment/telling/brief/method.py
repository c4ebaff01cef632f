"""How the figures are counted, and what they are not."""

from __future__ import annotations

from assessment.telling.blocks import Bullets, Section, Words
from assessment.telling.brief.subject import BriefSubject


def method(subject: BriefSubject) -> Section:
    """What is counted, by which rules, and what is left out."""
    figures = subject.figures
    spec = figures.firms.now.layout.framework.spec
    items: list[Words] = [
        subject.words("brief_method.rules_edition_levels", title=spec.short_title, version=spec.version),
        subject.words("brief_method.levels_and_points"),
        subject.words("brief_method.as_of_the_end_of_what", day=subject.day(figures.on)),
        subject.words("brief_method.every_figure_can"),
    ]
    if figures.left_out:
        items.append(subject.words("brief_method.results_of_stand", n=subject.firms(figures.left_out)))
    lead = subject.say("数字怎么来的。", "Where the figures come from.")
    return Section("method", subject.say("说明", "How this is counted"), lead, (Bullets(items),))
