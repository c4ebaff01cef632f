"""The command line: the same jobs as the pages, for a shell or a script."""

from __future__ import annotations

import gc
import importlib
from collections.abc import Mapping
from typing import Any

import click

from assessment import __version__, settings
from assessment.cli.console import leave_if_not_printed, show_any_sign

COMMANDS: Mapping[str, str] = {
    "template": "template:template",
    "paper": "paper:paper",
    "score": "score:score",
    "understand": "understand:understand",
    "import": "imports:import_",
    "reports": "reports:reports",
    "matchmake": "matchmake:matchmake",
    "outcomes": "outcomes:outcomes",
    "brief": "brief:brief",
    "foresee": "foresee:foresee",
    "advise": "advise:advise",
    "tender": "tender:tender",
    "follow": "follow:follow",
    "rehearse": "rehearse:rehearse",
    "views": "views:views",
    "facts": "facts:facts",
    "train": "train:train",
    "check": "check:check",
    "serve": "serve:serve",
    "doctor": "doctor:doctor",
    "backup": "backup:backup",
    "restore": "backup:restore",
    "code": "code:code",
    "account": "account:account",
    "token": "token:token",
    "webhook": "webhook:webhook",
    "verify": "verify:verify",
    "trail": "trail:trail",
    "privacy": "privacy:privacy",
    "transfer": "transfer:transfer",
    "anonymise": "anonymise:anonymise",
}
"""Each command and its module: loaded when it is asked for, so that a command starts with what it needs alone."""


class _Commands(click.Group):
    """The commands; whatever they say can be said in the encoding of the terminal."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run what the command line says."""
        # Modules, content and tables are hundreds of thousands of objects that stay: looking through them for garbage
        # after every 700 new ones takes a tenth of a small command and a quarter of a large one.
        gc.set_threshold(20_000)
        show_any_sign()
        try:
            return super().main(*args, **kwargs)
        except OSError as fault:
            leave_if_not_printed(fault, settings.command_language())
            raise

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of a year's work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, with its module; None where there is no such command."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(importlib.import_module(f"assessment.cli.{module}"), name)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="assessment")
def main() -> None:
    """赣企数诊：企业数字化转型自测与建议。

    Digital-transformation self-assessment and advice for small firms: the same jobs as the pages.

    \b
    一家企业 / one firm      assessment advise seeds/firms/sample_moulding.yaml --pdf report.pdf
    一批企业 / many firms    assessment template firms.xlsx, fill it in, assessment score firms.xlsx results.xlsx
    每家的报告 / reports     assessment reports firms.xlsx reports.zip
    需求书比价 / bidding     assessment tender request FIRM.yaml --pdf ask.pdf --sheet bids.xlsx
    供需对接 / matchmaking   assessment matchmake firms.xlsx meetings.xlsx
    月报 / monthly brief     assessment brief --out brief.pdf
    打开网页 / the pages     assessment serve
    备份恢复 / backup        assessment backup copy.sqlite3, assessment restore copy.sqlite3
    """
