"""Resume codes of firms: found, renewed, stopped."""

from __future__ import annotations

import sys
from uuid import UUID

import click

from assessment.cli.console import by_option, lang_option, say, told
from assessment.language import Label, Lang, label
from assessment.settings import in_china
from assessment.store.assessments import Store, open_store
from assessment.store.records import CodeState, FoundAssessment
from assessment.store.trail import acting

_STATES: dict[CodeState, Label] = {
    "good": label("码有效", "code good"),
    "expired": label("码已过期", "code expired"),
    "none": label("没有码", "no code"),
}


@click.group()
def code() -> None:
    """企业的续答码：查找、换发、停用 / Resume codes of firms: find, renew, revoke."""


@code.command()
@click.argument("firm")
@lang_option
def find(firm: str, lang: Lang) -> None:
    """按企业名称或信用代码的一部分查找 / List assessments by a part of the firm's name or credit code."""
    with told(lang):
        store = open_store()
        found = store.find_assessments(firm)
        store.close()
    for one in found:
        click.echo(_line(one, lang))
    if not found:
        say(label("没有找到。", "Nothing found."), lang)
        sys.exit(1)


@code.command()
@click.argument("firm")
@by_option
@lang_option
def renew(firm: str, by: str, lang: Lang) -> None:
    """换发新码，旧码马上失效 / Issue a new code; the old one is void at once.

    FIRM 是评估编号，或名称、信用代码的一部分（只找到一份时）。
    FIRM is the id of an assessment, or a part of name or credit code where that finds just one.
    """
    with told(lang), acting(f"command:{by}"):
        store = open_store()
        issued = store.reissue_code(chosen(store, firm, lang), by)
        store.close()
    say(label("新的续答码，请转交给企业：", "The new code, to be handed to the firm:"), lang)
    click.echo(issued)


@code.command()
@click.argument("firm")
@by_option
@lang_option
def revoke(firm: str, by: str, lang: Lang) -> None:
    """停用续答码，直到换发新码 / Stop the code until a new one is issued."""
    with told(lang), acting(f"command:{by}"):
        store = open_store()
        store.revoke_code(chosen(store, firm, lang), by)
        store.close()
    say(label("续答码已停用。", "The code is stopped."), lang)


def chosen(store: Store, firm: str, lang: Lang) -> UUID:
    """The assessment meant; where it is not clear which, the candidates are listed and the command ends."""
    try:
        return UUID(firm)
    except ValueError:
        found = store.find_assessments(firm)
    if len(found) == 1:
        say(label("{line}", "{line}").fill(line=_line(found[0], lang)), lang)
        return found[0].id
    for one in found:
        click.echo(_line(one, lang), err=True)
    none = label("没有找到。", "Nothing found.")
    say(label("不止一份，请用编号。", "More than one; please use the id.") if found else none, lang)
    store.close()
    sys.exit(1)


def _line(one: FoundAssessment, lang: Lang) -> str:
    changed = f"{in_china(one.updated_at):%Y-%m-%d %H:%M}"
    parts = (str(one.id), one.firm_name, one.credit_code, changed, _STATES[one.code].text(lang))
    return "  ".join(part for part in parts if part)
