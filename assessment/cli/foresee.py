"""What a sum, a rule, visits or time would do to the firms of a file, or of a round in the database."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assessment.cli.console import Amount, Progress, lang_option, processes_option, say, told
from assessment.cli.entering import agreed, leave_line
from assessment.cli.foresee_visits import corrected, draws, visits
from assessment.cli.rounds import followed_in_round, in_order, names_round
from assessment.cli.trials import FIRMS, LEVEL, OUT, Given, asking, inputs
from assessment.language import Lang, label
from assessment.output import check_target, written
from assessment.problems import refuse

if TYPE_CHECKING:  # loading the trials takes seconds, which --help does without
    from assessment.batch.foreseeing import Count
    from assessment.batch.foreseeing.grouping import GroupBy
    from assessment.foresight import Scenario


@click.group()
def foresee() -> None:
    """先算一算：政策、资金、走访 / What a policy, a sum or visits would do, before they are.

    FIRMS 是企业表，或 round:轮次名（round:latest 是各企业最近一次），或 modelled:500（模拟的企业）。
    FIRMS is a file of firms, round:NAME for a round in the database (round:latest: the latest of every firm), or
    modelled:500 for so many modelled firms.
    """


@foresee.command("sum")
@FIRMS
@OUT
@click.option("--budget", type=Amount(), required=True, help="总额，万元 / the sum, 10 000 CNY.")
@click.option("--cap", type=Amount(), help="单家最多，万元 / at most for one firm, 10 000 CNY.")
@click.option(
    "--floor",
    "floors",
    multiple=True,
    metavar="FACT=OPTION:N",
    help="至少几家，可重复，如 city=nanchang:5、county=360111:2、chain=food:3、size=micro:3"
    " / at least so many firms of a city, county, chain or size; may be repeated.",
)
@click.option(
    "--count",
    type=click.Choice(["levels", "points", "both"]),
    default="levels",
    show_default=True,
    help="数级别、分数，还是都数 / what is to be most: levels, points or both.",
)
@click.option(
    "--weight",
    type=int,
    show_default="20",
    help="都数时一级按几分算，自己定 / with both, a level counts as so many points: your choice.",
)
@click.option(
    "--whatever",
    is_flag=True,
    help="数分数时也算谁“价格怎么变都在内”，时间三倍 / with points: who is in whatever the prices, in thrice the time.",
)
@processes_option
@asking
def sum_(
    given: Given,
    firms: Path,
    out: Path,
    budget: float,
    cap: float | None,
    floors: tuple[str, ...],
    count: Count,
    weight: int | None,
    whatever: bool,
    processes: int | None,
) -> None:
    """一笔钱怎么分，升级的级数（或分数）最多 / The division of a sum that gains most, proven; OUT is .xlsx."""
    from assessment.batch import Engine
    from assessment.batch.foreseeing import WEIGHT, best_division

    check_target(out, (".xlsx",), inputs(firms))
    batch = given.firms(firms)
    worth = WEIGHT if weight is None else weight
    progress, engine = Progress(given.lang).advance, Engine(processes)
    found = best_division(batch, budget, cap, floors, given.lang, progress, count, worth, whatever, engine)
    given.hand_out(found, out, firms, len(batch.table))


@foresee.command()
@FIRMS
@OUT
@LEVEL
@click.option("--percent", type=float, default=0.0, help="补助支出的百分之几 / share of the spend, per cent.")
@click.option("--cap", type=float, help="单家最多，万元 / at most for one firm, 10 000 CNY.")
@click.option("--budget", type=float, help="总额，万元 / the sum, 10 000 CNY.")
@click.option(
    "--pays-for",
    multiple=True,
    metavar="NAME",
    help="只补哪些措施或类别，可重复 / measures or categories that are paid for, all unless given; may be repeated.",
)
@click.option(
    "--only",
    multiple=True,
    metavar="FACT=OPTION",
    help="谁可以申请，可重复 / who may apply, such as chain=food; may be repeated.",
)
@click.option(
    "--years",
    type=click.FloatRange(0),
    default=1.0,
    show_default=True,
    help="企业自己拿得出几年的数字化投入（假设） / years of its own digital spending that a firm can pay (assumed).",
)
@click.option("--merit", is_flag=True, help="花得少的先得，默认先到先得 / cheapest first; otherwise first come.")
@click.option(
    "--price", "prices", multiple=True, metavar="MEASURE=N", help="某项措施的价格，万元，可重复 / a known price."
)
@click.option(
    "--draft",
    type=click.Path(dir_okay=False, path_type=Path),
    help="草案：对框架文件的改动，YAML / a draft edition: a patch on the framework's file.",
)
@click.option(
    "--keep", type=click.Path(dir_okay=False, path_type=Path), help="把条件存成方案 / keep the terms (.yaml)."
)
@processes_option
@asking
def policy(
    given: Given,
    firms: Path,
    out: Path,
    processes: int | None,
    draft: Path | None,
    prices: tuple[str, ...],
    keep: Path | None,
    **terms: Any,
) -> None:
    """一条政策会带动谁 / Whom a subsidy, a price or a draft would move, at what cost, and what is paid for nothing.

    OUT 是 .xlsx（逐家）或 .pdf、.docx（简报） / OUT is .xlsx (a firm a line), or .pdf or .docx (the brief).
    """
    from assessment.content.loading import SourceText, checked
    from assessment.foresight import Scenario, scenario_file

    check_target(out, _PAPERS, inputs(firms))
    said = {name: value for name, value in terms.items() if value not in (None, ())}
    said |= {"name": label("方案", "scenario").text(given.lang), "prices": dict(map(_price, prices))}
    if draft is not None:
        said["draft"] = SourceText(draft).data
    scenario = checked(Scenario, said, "policy")
    if keep is not None:
        check_target(keep, (".yaml", ".yml"), [])
        with written(keep) as stream:
            stream.write(scenario_file(scenario).encode())
    _compare(given, firms, out, [scenario], processes)


@foresee.command()
@FIRMS
@OUT
@click.argument("files", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path))
@processes_option
@asking
def scenarios(given: Given, firms: Path, out: Path, files: tuple[Path, ...], processes: int | None) -> None:
    """几个方案并排比 / Scenarios (YAML files, see --keep of policy) side by side, beside today.

    OUT 是 .xlsx（逐家）或 .pdf、.docx（简报） / OUT is .xlsx (a firm a line), or .pdf or .docx (the brief).
    """
    from assessment.foresight import load_scenario

    check_target(out, _PAPERS, [*inputs(firms), *files])
    _compare(given, firms, out, [load_scenario(file) for file in files], processes)


_PAPERS = (".xlsx", ".pdf", ".docx")


def _compare(given: Given, firms: Path, out: Path, scenarios: list[Scenario], processes: int | None) -> None:
    from assessment.batch import Engine
    from assessment.batch.foreseeing import tried_scenarios
    from assessment.report.leaflet import brief_pdf
    from assessment.telling.brief.sandbox import SandboxSubject, sandbox_brief
    from assessment.word.leaflet import brief_word

    batch = given.firms(firms)
    tested = tried_scenarios(
        batch,
        scenarios,
        given.called(firms, len(batch.table)),
        given.lang,
        Progress(given.lang).advance,
        Engine(processes),
    )
    if out.suffix.lower() == ".xlsx":
        given.hand_out(tested.firms, out, firms, len(batch.table))
        return
    brief = sandbox_brief(SandboxSubject(tested.comparison, given.lang, given.by))
    with written(out) as stream:
        stream.write(brief_pdf(brief) if out.suffix.lower() == ".pdf" else brief_word(brief))
    leave_line("firms_foreseen", given.by, firms=len(batch.table))
    say(label(brief.subject.about, brief.subject.about), given.lang)
    for line in tested.firms.lines:
        say(line, given.lang)


def _price(text: str) -> tuple[str, float]:
    """``scan_station=3.2`` as a price in 万元."""
    measure, sign, price = text.partition("=")
    try:
        return measure, float(price if sign else "")
    except ValueError:
        raise refuse(
            "--price",
            label("这个价格看不懂", "this price is not understood"),
            label("写成 措施=3.2：万元。", "Write MEASURE=3.2, in 10 000 CNY."),
            text,
        ) from None


@foresee.command()
@click.argument("before", type=click.Path(path_type=Path))
@click.argument("after", type=click.Path(path_type=Path))
@OUT
@click.option("--before-on", type=click.DateTime(["%Y-%m-%d"]), help="前一份按哪天的规则 / rules of which day before.")
@asking
def change(given: Given, before: Path, after: Path, out: Path, before_on: datetime.datetime | None) -> None:
    """前后两次差在哪里 / What changed the points between two files or rounds of the same firms; OUT is .xlsx."""
    from assessment.batch.foreseeing import KnownChanges, changes, found_wrong

    check_target(out, (".xlsx",), inputs(before, after))
    if names_round(before) and names_round(after):
        in_order(before, after)
    day = None if before_on is None else before_on.date()
    old, new = given.firms(before, day, reported=True), given.firms(after)
    wrong = found_wrong(old, given.firms(before, day)) if names_round(before) else {}
    steps = followed_in_round(after, given.area) if names_round(after) else {}
    found = changes(old, new, given.lang, KnownChanges(wrong, steps), Progress(given.lang).advance)
    given.hand_out(found, out, before, len(old.table))


@foresee.command()
@FIRMS
@OUT
@LEVEL
@click.option(
    "--of",
    "of",
    type=click.Choice(["county", "city", "chain"]),
    default="county",
    show_default=True,
    help="按什么分组 / the firms of which kind of group.",
)
@processes_option
@asking
def groups(given: Given, firms: Path, out: Path, level: int, of: GroupBy, processes: int | None) -> None:
    """谁可以一起买 / Which firms would save by buying a step together, by the pool's volume prices; OUT is .xlsx."""
    from assessment.batch import Engine
    from assessment.batch.foreseeing import groups_to_buy

    check_target(out, (".xlsx",), inputs(firms))
    batch = given.firms(firms)
    found = groups_to_buy(
        batch,
        level,
        of,
        given.lang,
        lambda wanted: agreed(batch, wanted),
        Progress(given.lang).advance,
        Engine(processes),
    )
    given.hand_out(found, out, firms, len(batch.table))


@foresee.command()
@click.argument("group", type=click.Path(path_type=Path))
@OUT
@click.option(
    "--tier", "tiers", multiple=True, required=True, metavar="UNITS:PRICE", help="从几份起每份几万元 / volume price."
)
@click.option("--fee", type=Amount(), default=0.0, help="另加一次性费用，万元 / paid once, 10 000 CNY.")
@lang_option
def together(group: Path, out: Path, tiers: tuple[str, ...], fee: float, lang: Lang) -> None:
    """拼单怎么分 / How a group that buys together divides the cost; GROUP is a CSV of name, units, price."""
    from assessment.batch.foreseeing import bought_together

    with told(lang):
        check_target(out, (".xlsx",), [group])
        found = bought_together(group, tiers, fee, lang)
        found.save(out, lang)
        for line in found.lines:
            say(line, lang)


for command in (visits, corrected, draws):
    foresee.add_command(command)
