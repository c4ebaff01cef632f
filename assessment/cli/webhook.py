"""What other systems were told, and with what success."""

from __future__ import annotations

import click

from assessment.cli.console import lang_option, say, told
from assessment.language import Lang, label
from assessment.settings import in_china
from assessment.store.assessments import open_store
from assessment.store.outbox import WEBHOOK


@click.group()
def webhook() -> None:
    """通知：看发出了哪些、成了没有 / Notices to other systems, and with what success."""


@webhook.command()
@click.option("--most", type=click.IntRange(1, 10_000), default=50, show_default=True, help="最多列几条 / at most.")
@lang_option
def log(most: int, lang: Lang) -> None:
    """列出最近的通知，每次尝试一行 / List the latest notices, a line an attempt."""
    with told(lang):
        store = open_store()
        found = store.jobs_after(None, (WEBHOOK,), None, most)
        store.close()
    for job in found:
        words = "; ".join(fault.text(lang) for fault in job.faults)
        at = f"{in_china(job.ended_at or job.created_at):%Y-%m-%d %H:%M}"
        given = job.given
        parts = (
            at,
            job.state,
            f"#{given['attempt']}",
            str(given["address"]),
            given["event"]["data"]["assessment"],
            words,
        )
        click.echo("  ".join(part for part in parts if part))
    if not found:
        say(label("没有发过通知。", "No notice was ever sent."), lang)
