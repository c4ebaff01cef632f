"""The command line: the same jobs as the pages, for a shell or a script."""

from __future__ import annotations

from typing import Any

import click

from assessment import __version__
from assessment.cli import (
    account,
    advise,
    anonymise,
    backup,
    check,
    code,
    doctor,
    facts,
    imports,
    matchmake,
    privacy,
    reports,
    score,
    serve,
    template,
    trail,
    train,
    transfer,
    understand,
    verify,
)
from assessment.cli.console import show_any_sign


class _Commands(click.Group):
    """The commands; whatever they say can be said in the encoding of the terminal."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run what the command line says."""
        show_any_sign()
        return super().main(*args, **kwargs)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="assessment")
def main() -> None:
    """赣企数诊：企业数字化转型自测与建议。

    Digital-transformation self-assessment and advice for small firms: the same jobs as the pages.

    \b
    一家企业 / one firm      assessment advise seeds/firms/sample_moulding.yaml --pdf report.pdf
    一批企业 / many firms    assessment template firms.xlsx, fill it in, assessment score firms.xlsx results.xlsx
    每家的报告 / reports     assessment reports firms.xlsx reports.zip
    供需对接 / matchmaking   assessment matchmake firms.xlsx meetings.xlsx
    打开网页 / the pages     assessment serve
    备份恢复 / backup        assessment backup copy.sqlite3, assessment restore copy.sqlite3
    """


for _command in (
    template.template,
    score.score,
    understand.understand,
    imports.import_,
    reports.reports,
    matchmake.matchmake,
    advise.advise,
    facts.facts,
    train.train,
    check.check,
    serve.serve,
    doctor.doctor,
    backup.backup,
    backup.restore,
    code.code,
    account.account,
    verify.verify,
    trail.trail,
    privacy.privacy,
    transfer.transfer,
    anonymise.anonymise,
):
    main.add_command(_command)
