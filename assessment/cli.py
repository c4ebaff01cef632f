"""The command line: the same jobs as the pages, for a shell or a script."""

from __future__ import annotations

import datetime
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from assessment import __version__
from assessment.language import Label, Lang, label
from assessment.problems import InputRefused, Problem

Command = TypeVar("Command", bound=Callable[..., Any])
SHOWN_PROBLEMS = 50


def _lang_option(command: Command) -> Command:
    return click.option(
        "--lang",
        type=click.Choice(["zh", "en"]),
        default="zh",
        show_default=True,
        envvar="ASSESSMENT_LANG",
        help="语言 / language of messages and output.",
    )(command)


@contextmanager
def _told(lang: Lang) -> Iterator[None]:
    """Show what was wrong with an input, every fault with its place, and leave with status 1."""
    try:
        yield
    except InputRefused as refused:
        _show(refused.problems, lang)
        sys.exit(1)
    except OSError as fault:
        remedy = label("请核对文件位置和读写权限。", "Check where the file is and whether it may be read or written.")
        _show([Problem(str(fault.filename), label("文件打不开", "the file cannot be opened"), remedy)], lang)
        sys.exit(1)


def _show(problems: tuple[Problem, ...] | list[Problem], lang: Lang) -> None:
    for problem in problems[:SHOWN_PROBLEMS]:
        click.echo(problem.sentence(lang), err=True)
    if len(problems) > SHOWN_PROBLEMS:
        more = len(problems) - SHOWN_PROBLEMS
        click.echo(label(f"……还有 {more} 处。", f"... and {more} more.").text(lang), err=True)


def _say(text: Label, lang: Lang) -> None:
    click.echo(text.text(lang), err=True)


def _wrote(path: Path, lang: Lang) -> None:
    _say(label(f"已写入 {path}", f"Wrote {path}"), lang)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="assessment")
def main() -> None:
    """赣企数诊：企业数字化转型自测与建议。

    Digital-transformation self-assessment and advice for small firms: the same jobs as the pages.

    \b
    一家企业 / one firm      assessment advise seeds/firms/sample_moulding.yaml --pdf report.pdf
    一批企业 / many firms    assessment template firms.xlsx, fill it in, assessment score firms.xlsx results.xlsx
    打开网页 / the pages     assessment serve
    """


@main.command()
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--framework", "frameworks", multiple=True, help="只要这些框架用到的问题 / only what these frameworks ask."
)
@_lang_option
def template(out: Path, frameworks: tuple[str, ...], lang: Lang) -> None:
    """生成空白填报表 / Write an empty workbook to fill in, a row a firm.

    列有下拉选项和填写说明；两种语言的表都能读回。
    Columns carry drop-down lists and notes; a template of either language is read back.
    """
    from assessment.advisory import default_advisor
    from assessment.workbook.template import write_template

    with _told(lang):
        advisor = default_advisor()
        chosen = _frameworks(advisor, frameworks)
        write_template(out, advisor.bank, lang, facts=advisor.facts_to_fill(chosen))
    _wrote(out, lang)


@main.command()
@click.argument("firms", type=click.Path(path_type=Path))
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--strict", is_flag=True, help="有任何问题就不写结果 / write nothing if anything is wrong.")
@click.option(
    "--max-mb", type=click.IntRange(1, 2048), default=512, show_default=True, help="文件上限 / largest file, MB."
)
@_lang_option
def score(firms: Path, out: Path, strict: bool, max_mb: int, lang: Lang) -> None:
    """给一批企业评分 / Score a workbook (.xlsx) or CSV of firms; OUT is .xlsx or .csv.

    每个有问题的单元格都会列出位置和改法，其余照常评分。
    Every bad cell is named with what to do; everything else is scored. Result columns are <framework>.points,
    .points_low, .points_high, .level, .level_low, .level_high and one per dimension; points and level stay empty
    where missing answers leave them open.
    """
    from assessment.advisory import default_advisor
    from assessment.batch import score_file
    from assessment.workbook.files import Limits

    with _told(lang):
        limits = Limits(file_bytes=max_mb << 20, rows=2_000_000)
        batch = score_file(default_advisor(), firms, datetime.date.today(), limits=limits)
        _show(batch.problems, lang)
        if strict and batch.problems:
            _say(
                label("有问题，按 --strict 没有写结果。", "There are problems; by --strict nothing was written."), lang
            )
            sys.exit(1)
        batch.save(out, lang)
    n, bad = len(batch.table), len(batch.problems)
    _say(
        label(f"已评 {n} 家企业，{bad} 处问题，结果写入 {out}", f"Scored {n} firms, {bad} problems, results in {out}"),
        lang,
    )


@main.command()
@click.argument("firm", type=click.Path(path_type=Path))
@click.option("--pdf", type=click.Path(dir_okay=False, path_type=Path), help="写出 PDF 报告 / write the report.")
@click.option(
    "--json",
    "json_out",
    type=click.Path(dir_okay=False, allow_dash=True),
    help="写出 JSON，- 为标准输出 / write JSON, - for standard output.",
)
@click.option(
    "--on", type=click.DateTime(["%Y-%m-%d"]), help="按哪一天的规则和数据，默认今天 / rules and figures of which day."
)
@_lang_option
def advise(firm: Path, pdf: Path | None, json_out: str | None, on: datetime.datetime | None, lang: Lang) -> None:
    """给一家企业出建议 / Advise one firm described in a YAML file.

    文件格式见 seeds/firms/*.yaml。不写 --pdf 和 --json 时在屏幕上显示摘要。
    See seeds/firms/*.yaml for the format. Without --pdf or --json a summary is shown. The JSON is one documented
    object (docs/advisory.md): frameworks with the reason for each item, comparisons, archetype, plan with its proof,
    shortlist, versions of everything used.
    """
    from assessment.advisory import default_advisor
    from assessment.firmfile import load_firm

    with _told(lang):
        advisor = default_advisor()
        _, table, faults, source = load_firm(firm, advisor.bank)
        _show([fault.at(source.where(("answers", fault.fact))) for fault in faults], lang)
        advisory = next(advisor.advise(table, on.date() if on else datetime.date.today()))
        if pdf is not None:
            from assessment.report.document import write_report

            write_report(pdf, advisory, lang)
            _say(label(f"报告写入 {pdf}", f"Report in {pdf}"), lang)
        if json_out is not None:
            _write_text(json_out, json.dumps(advisory.model_dump(mode="json"), ensure_ascii=False, indent=2))
        if pdf is None and json_out is None:
            for line in advisory.summary_lines():
                click.echo(line.text(lang))


def _write_text(out: str, text: str) -> None:
    if out == "-":
        click.echo(text)
    else:
        Path(out).write_text(text + "\n", encoding="utf-8")


@main.command()
@click.option("--framework", default="miit-2024", show_default=True, help="框架编号 / framework id.")
@click.option("--json", "as_json", is_flag=True, help="完整的 JSON / everything, as JSON.")
@_lang_option
def facts(framework: str, as_json: bool, lang: Lang) -> None:
    """列出一个框架用到的问题 / List every fact a framework uses.

    JSON 里有类型、选项代码和对应的公布条目，外部脚本可以据此填写 CSV 并核对评分。
    The JSON gives kind, option codes and the published item each answers, so that an outside script can fill a CSV
    (a row a firm, a column a fact id) and check our scores.
    """
    from assessment.advisory import default_advisor
    from assessment.catalogue import describe

    with _told(lang):
        chosen = _frameworks(default_advisor(), (framework,))[0]
        described = describe(chosen)
    if as_json:
        click.echo(json.dumps(described, ensure_ascii=False, indent=2))
        return
    for fact in described["facts"]:
        items = ", ".join(use["source_item"] or use["item"] for use in fact["items"])
        click.echo(f"{fact['id']:34} {fact['kind']:7} {fact['label'][lang]}  {items}")


@main.command()
@click.option("--firms", type=click.Path(path_type=Path), help="用中心自己的企业表训练 / train on a workbook of firms.")
@click.option(
    "--sample",
    type=click.IntRange(1000, 200_000),
    default=50_000,
    show_default=True,
    help="模拟企业数 / modelled.",
)
@click.option("--seed", type=int, default=20261123, show_default=True, help="随机种子，可重现 / seed.")
@_lang_option
def train(firms: Path | None, sample: int, seed: int, lang: Lang) -> None:
    """训练企业类型模型 / Train the archetypes on the modelled population, or on a centre's own firms.

    写入 models/。已出具的结果不受影响。Writes models/; finished results keep the model they were made with.
    """
    from assessment.archetypes import training
    from assessment.content.archetypes import load_archetypes
    from assessment.content.library import content_root, load_bank, load_frameworks
    from assessment.framework import Framework
    from assessment.peers import make_reference, write_reference
    from assessment.population import modelled_population
    from assessment.population.card import write_population_card
    from assessment.workbook.readers import read_grid
    from assessment.workbook.reading import read_firms

    with _told(lang):
        root = content_root()
        bank = load_bank(root)
        spec, _ = load_archetypes(root)
        edition = load_frameworks(root)[spec.framework]
        framework = Framework(edition.spec, bank, edition.source.where)
        if firms is None:
            population = modelled_population(root)
            chosen = training.modelled_firms(population, seed, sample)
            today, marking = datetime.date.today(), population.spec.marking
            reference = make_reference(framework, chosen.table, population.key, marking, seed, today)
            _wrote(write_reference(root, reference), lang)
            for path in write_population_card(root, population, seed + 1):
                _wrote(path, lang)
        else:
            read = read_firms(bank, read_grid(firms))
            _show(read.problems, lang)
            n = len(read.table)
            chosen = training.own_firms(read.table, label(f"本中心 {n} 家企业", f"{n} firms of the centre"))
        for path in training.write_trained(root, *training.train(chosen, framework, spec, seed)):
            _wrote(path, lang)


@main.command()
@_lang_option
def check(lang: Lang) -> None:
    """检查内容文件 / Check every content file and explain each fault with file, line and key."""
    from assessment.validation import check_everything

    problems, summary = check_everything()
    _show(problems, lang)
    for line in summary:
        click.echo(line.text(lang))
    sys.exit(1 if problems else 0)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址 / address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True, help="端口 / port.")
def serve(host: str, port: int) -> None:
    """打开网页 / Serve the pages.

    先建好或升级数据库；空的数据库里放进示例企业，打印各自的链接。
    The database is made or upgraded first; into an empty one go the sample firms, whose links are printed.
    """
    from assessment.content.library import content_root
    from assessment.seeding import seed_samples

    with _told("zh"):
        samples = seed_samples(content_root())
    for name, code in samples:
        click.echo(f"示例 / sample: {name}  http://{host}:{port}/result?code={code}", err=True)
    click.echo(f"赣企数诊 http://{host}:{port}  (Ctrl+C 停止 / to stop)", err=True)
    app = content_root() / "streamlit_app.py"
    arguments = ["-m", "streamlit", "run", str(app), "--server.address", host, "--server.port", str(port)]
    os.execv(sys.executable, [sys.executable, *arguments])  # noqa: S606 - our own interpreter, no shell


@main.command()
@_lang_option
def doctor(lang: Lang) -> None:
    """检查安装、内容和数据库 / Check the installation, the content and the database, and say what to do."""
    from assessment.checking import examine

    healthy = True
    for found in examine():
        healthy &= found.ok
        click.echo(f"{'✓' if found.ok else '✗'} {found.label.text(lang)}")
        if found.remedy is not None:
            click.echo(f"    {found.remedy.text(lang)}")
    sys.exit(0 if healthy else 1)


def _frameworks(advisor: Any, names: tuple[str, ...]) -> list[Any]:
    """The editions in force of the named frameworks, all when none is named."""
    from assessment.problems import refuse

    in_force = advisor.frameworks_on(datetime.date.today())
    unknown = [name for name in names if name not in in_force]
    if unknown:
        known = "、".join(in_force)
        raise refuse(
            "--framework",
            label("没有这个框架", "there is no such framework"),
            label(f"请用：{known}。", f"Use one of: {', '.join(in_force)}."),
            unknown[0],
        )
    return [in_force[name] for name in names or in_force]


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUTF8", "1")
    main()
