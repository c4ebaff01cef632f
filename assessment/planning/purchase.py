"""What a sum of money buys: some measures done one after the other, with the points and the level that come of it."""

from __future__ import annotations

from collections.abc import Mapping

from assessment.content.measures import CostRange
from assessment.documents import Strict
from assessment.language import Label, label
from assessment.planning.plan import Staffing, Step
from assessment.planning.question import Ask
from assessment.planning.schedule import schedule
from assessment.planning.search import Choice
from assessment.planning.steps import step_of, total
from assessment.planning.why import Loss, scored
from assessment.planning.words import quoted
from assessment.problems import refuse
from assessment.scoring import level_name, plain_number


class Purchase(Strict):
    """Measures in the order of doing, what they cost (万元) and take, and where they bring the firm.

    ``staffing`` is how they fit the firm's hands; None where that was not asked.
    """

    framework: str
    cost: CostRange
    weeks: int
    own_days: float
    points_before: float
    points_after: float
    level_before: int
    level_after: int
    level_after_name: Label
    steps: tuple[Step, ...]
    staffing: Staffing | None = None


def purchase(asked: Ask, chosen: Mapping[str, int]) -> Purchase:
    """What ``chosen`` measures (id -> units, 1 when not counted) bring the firm of a question.

    Of each step it tells the points that would be missing without it. Raises ``InputRefused`` for a measure that is
    not known, or that cannot be done because something before it is missing.
    """
    framework = asked.framework
    unknown = sorted(set(chosen) - asked.program.position.keys())
    if unknown:
        raise _refused(label("没有这项措施", "there is no such measure"), unknown[0])
    run = asked.program.in_order({asked.program.position[m]: units for m, units in chosen.items()})
    begun = asked.walker.walk(run).moves
    undone = [measure.id for measure, _ in run if measure.id not in begun]
    if undone:
        raise _refused(label("前面缺一步，这项做不成", "it waits for a step that is missing"), undone[0])
    slots = schedule(asked.case, Choice({asked.program.position[m.id]: n for m, n in run}, 0, 0, 0))
    done = [(asked.program.measures[slot.measure], chosen[asked.program.measures[slot.measure].id]) for slot in slots]
    whole, without = asked.walker.walk(done), asked.walker.without_each(done)
    scores = scored(asked, [whole, *without])
    points = scores.points()[0]
    losses = [
        _loss(points[0] - less, [m.title for m, _ in done if m is not left_out and m.id not in walk.moves])
        for (left_out, _), walk, less in zip(done, without, points[1:], strict=True)
    ]
    steps = tuple(
        step_of(asked, slot, units, whole.moves[measure.id], loss)
        for slot, (measure, units), loss in zip(slots, done, losses, strict=True)
    )
    level = int(scores.level_low[0])
    return Purchase(
        framework=framework.key,
        cost=total(step.cost for step in steps),
        weeks=max((slot.finish for slot in slots), default=0),
        own_days=sum(step.own_days for step in steps),
        points_before=float(asked.situations.points[asked.row]),
        points_after=float(points[0]),
        level_before=int(asked.situations.level[asked.row]),
        level_after=level,
        level_after_name=level_name(framework, level),
        steps=steps,
    )


def _refused(message: Label, measure: str) -> Exception:
    return refuse("measures", message, label("请用措施清单里的 id。", "Use an id of the list of measures."), measure)


def _loss(points: float, undone: list[Label]) -> Loss:
    sentence = label(
        f"少了这一步，总分少 {plain_number(points)} 分。",
        f"Without this step there are {plain_number(points)} points less.",
    )
    if undone:
        also = label("{sentence}{titles}也做不成。", "{sentence} {titles} could not be done either.")
        sentence = also.fill(sentence=sentence, titles=quoted(undone))
    return Loss((), sentence)
