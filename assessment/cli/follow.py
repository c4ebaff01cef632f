"""Following a plan up from the shell: what a kept result promised, beside the answers of now."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assessment.cli.console import by_option, lang_option, on_option, show, told, wrote
from assessment.cli.entering import leave_line
from assessment.cli.papers import check_papers, paper_options, write_papers
from assessment.language import Lang, label
from assessment.output import check_target, written
from assessment.problems import refuse

if TYPE_CHECKING:
    from assessment.advisory import Advisory
    from assessment.advisory.following import StepProgress
    from assessment.planning import Plan


@click.command()
@click.argument("promised", type=click.Path(path_type=Path))
@click.argument("firm", type=click.Path(path_type=Path))
@click.option(
    "--progress",
    "progress_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="各步到哪了（YAML：progress: [{measure, state, begin, end, cost, provider, proof}]） / how far each step is.",
)
@click.option(
    "--calendar", type=click.Path(dir_okay=False, path_type=Path), help="日历文件 .ics / the steps as a calendar file."
)
@paper_options("承诺的和做到的", "promised and done")
@on_option
@by_option
@lang_option
def follow(
    promised: Path,
    firm: Path,
    progress_file: Path | None,
    calendar: Path | None,
    pdf: Path | None,
    word: Path | None,
    on: datetime.date,
    by: str,
    lang: Lang,
) -> None:
    """跟进方案：承诺的和做到的 / What the plan of a result promised, and what came of it.

    PROMISED 是当初 `assessment advise FIRM.yaml --json` 写的结果，FIRM 是企业现在的回答（YAML）。按承诺当天的规则比。
    PROMISED is the result that `assessment advise FIRM.yaml --json` wrote then, FIRM the answers of now (YAML); they
    are held against the rules of the day of the promise.
    """
    from assessment.advisory import default_advisor
    from assessment.advisory.following import follow_up
    from assessment.answers.firm_file import load_firm
    from assessment.cli import blocks
    from assessment.telling.calendar import calendar_file
    from assessment.telling.leaflets.following import followed, followed_document
    from assessment.telling.subject import Subject

    with told(lang):
        inputs = [promised, firm, *([progress_file] if progress_file is not None else [])]
        check_papers(pdf, word, inputs)
        if calendar is not None:
            check_target(calendar, (".ics",), inputs)
        then, plan = _promise(promised)
        advisor = default_advisor()
        _, table, faults, source = load_firm(firm, advisor.bank)
        show([fault.at(source.where(("answers", fault.fact))) for fault in faults], lang)
        subject = Subject(next(advisor.advise(table, on)), lang)
        names = (then.firm.name, subject.advisory.firm.name)
        if names[0] != names[1]:
            raise refuse(
                str(firm),
                label("这是另一家企业的回答", "these are the answers of another firm"),
                label(f"方案是“{names[0]}”的。", f"The plan is of '{names[0]}'."),
                names[1],
            )
        found = follow_up(plan, advisor.main_on(then.on), table, _progress(progress_file, plan))
        blocks.echo(followed(subject, found).blocks, lang)
        made = write_papers(followed_document(subject, found), pdf, word, lang)
        if calendar is not None:
            with written(calendar) as stream:
                stream.write(calendar_file(subject, found, f"plan-{then.on.isoformat()}"))
            wrote(calendar, lang)
            made.append("calendar")
        leave_line("report_made", by, reports=1, kinds=["following", *made])


def _promise(path: Path) -> tuple[Advisory, Plan]:
    """A result that was kept, and its plan; raises ``InputRefused`` for a file that holds none."""
    from pydantic import ValidationError

    from assessment.advisory import Advisory

    remedy = label(
        "请用 `assessment advise FIRM.yaml --json RESULT.json` 写的文件。",
        "Use a file that `assessment advise FIRM.yaml --json RESULT.json` wrote.",
    )
    try:
        found = Advisory.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as fault:
        raise refuse(str(path), label("读不出一份结果", "no result can be read from it"), remedy) from fault
    if found.plan is None or not found.plan.steps:
        raise refuse(str(path), label("这份结果没有方案", "this result has no plan"), remedy)
    return found, found.plan


def _progress(path: Path | None, plan: Plan) -> list[StepProgress]:
    """How far the steps are; raises ``InputRefused`` for a step that the plan does not have, or twice."""
    from assessment.advisory.following import ProgressList
    from assessment.content.loading import load_file

    if path is None:
        return []
    found, source = load_file(path, ProgressList, path.parent)
    steps = [step.measure for step in plan.steps]
    seen = set[str]()
    for at, one in enumerate(found.progress):
        if one.measure not in steps or one.measure in seen:
            raise refuse(
                source.where(("progress", at)),
                label("写了两次", "given twice")
                if one.measure in seen
                else label("方案里没有这一步", "the plan has no such step"),
                label(f"方案的各步：{'、'.join(steps)}。", f"Its steps: {', '.join(steps)}."),
                one.measure,
            )
        seen.add(one.measure)
    return list(found.progress)
