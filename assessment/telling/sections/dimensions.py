"""Why this result: what each level asks for, where the points come from, and every answer with its rule."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.scoring import CERTAINTY, FrameworkResult, LevelReason
from assessment.telling.blocks import Block, Bullets, Depth, Drawing, Fold, Heading, Paragraph, Section, Span, Words
from assessment.telling.charts.base import Frame
from assessment.telling.charts.radar import Axis, Radar
from assessment.telling.charts.scenes import SceneTile, SceneTiles, SceneWords
from assessment.telling.naming import section_of
from assessment.telling.sections.findings import gap_text
from assessment.telling.sections.items import items
from assessment.telling.sections.structure import branches, fact_labels, is_scene, is_starred, next_level, parts
from assessment.telling.subject import Subject

MARKS = {"certain": "✓", "possible": "○", "out_of_reach": "×"}


def dimensions(subject: Subject) -> Section:
    """Levels, charts, a table for every dimension, and what was verified."""
    result = subject.lead
    return section_of(
        subject,
        "dimensions",
        (*levels(subject, result), *_charts(subject, result), *tables(subject, result), *_verified(subject)),
        _brief(subject, result),
    )


def _brief(subject: Subject, result: FrameworkResult) -> str:
    level = next_level(result)
    if level is None:
        return subject.say("最高等级的要求都达到了", "every requirement of the highest level is met")
    met = sum(requirement.state == "certain" for requirement in level.requirements)
    return subject.words("dimensions.requirements_of_met", level=level.name, all=len(level.requirements), met=met)


def levels(subject: Subject, result: FrameworkResult) -> Iterator[Block]:
    """What each level asks for, and how far the firm is from each requirement."""
    for level in result.levels:
        met = sum(requirement.state == "certain" for requirement in level.requirements)
        state = subject.say(
            "{state} · {met} / {all} 条达到",
            "{state} · {met} of {all} met",
            state=CERTAINTY[level.state],
            met=met,
            all=len(level.requirements),
        )
        title: list[str | Span] = [f"{MARKS[level.state]} ", Span(subject.level_of(result, level), strong=True)]
        blocks: list[Block] = [Paragraph(subject.tell(level.meaning), role="small"), requirements(subject, level)]
        yield Fold(title, blocks, end=state, depth="detail")


def requirements(subject: Subject, level: LevelReason) -> Bullets:
    """The requirements of a level, each with how it stands."""
    told: list[Words] = []
    for requirement in level.requirements:
        met = requirement.state == "certain"
        state = subject.say("已达到", "met") if met else gap_text(subject, requirement)
        standing = Span(state, strong=True, tone="good" if met else "caution")
        told.append([subject.sentence(requirement.text), subject.colon, standing])
    return Bullets(told, marks=[MARKS[requirement.state] for requirement in level.requirements])


def _charts(subject: Subject, result: FrameworkResult) -> Iterator[Block]:
    radar, shown = _radar(subject, result), scenes(subject, result)
    if radar.has_data:
        yield Drawing(radar)
    if shown:
        yield Drawing(SceneTiles(Frame(_scene_question(subject)), shown, scene_words(subject)), depth="detail")


def _radar(subject: Subject, result: FrameworkResult) -> Radar:
    axes = [
        Axis(subject.tell(node.title), node.points_low / node.points_max, node.points_high / node.points_max)
        for node in parts(result)
    ]
    note = ""
    if any(axis.high > axis.low for axis in axes):
        note = subject.say("虚线是缺的回答都往好处算。", "The dashed edge takes the open answers at their best.")
    question = subject.words("dimensions.strong_and_weak_sides")
    return Radar(Frame(question, note), axes)


def _scene_question(subject: Subject) -> str:
    return subject.words("dimensions.which_scenes_hold")


def scenes(subject: Subject, result: FrameworkResult) -> list[SceneTile]:
    """The scenes of a result, in order, as charts want them."""
    nodes = {node.id: node for node in result.nodes}
    return [
        SceneTile(
            subject.tell(nodes[item.node].title),
            subject.tell(item.title),
            item.grade_low,
            item.grade_high,
            is_starred(item),
        )
        for item in result.items
        if is_scene(item)
    ]


def scene_words(subject: Subject) -> SceneWords:
    """The legend of scene charts."""
    return SceneWords(
        subject.say("做到第几级", "Step"),
        subject.say("带★的约束性场景，定级时另外计数", "starred scenes count on their own for a level"),
        subject.say("还没有答全", "not all is answered"),
    )


def tables(subject: Subject, result: FrameworkResult) -> Iterator[Block]:
    """A table of items for every dimension, then for the scenes."""
    for node, found in branches(result):
        title = subject.tell(node.title)
        if node.points_max > 0:
            points = subject.points(node.points_low, node.points_high, node.points_max)
            title += subject.say("（{points} 分）", " ({points} points)", points=points)
        yield Heading(title, id=f"dimensions-{result.framework}-{node.id}", depth="detail")
        if node.points_max == 0:
            yield Paragraph(
                subject.words("dimensions.scene_is_at_the_highest"),
                role="lead",
                depth="detail",
            )
        yield items(subject, result, found, depth="detail")


def _verified(subject: Subject) -> Iterator[Block]:
    verified = subject.advisory.verified
    title = subject.say("哪些回答经过现场核实", "What was verified on site")
    depth: Depth = "body" if verified and subject.advisory.visit is None else "detail"  # a visit has its own section
    yield Heading(title, id="dimensions-verified", depth=depth)
    if not verified:
        yield Paragraph(
            subject.words("dimensions.nothing_all_answers"),
            role="small",
            depth="detail",
        )
        return
    yield Paragraph(
        subject.words(
            "dimensions.checked_on_site_by_a_consultant",
            n=len(verified),
            answers=subject.count(len(verified), "", "answer was", "answers were"),
            facts=subject.joined(fact_labels(subject, verified)),
        ),
        role="small",
        depth=depth,
    )
