"""Tokens for programs, made and revoked by whoever runs the system."""

from __future__ import annotations

import getpass
from uuid import UUID

import click

from assessment.cli.console import lang_option, say, told
from assessment.language import Lang, label
from assessment.permissions import ROLES, Role
from assessment.settings import in_china
from assessment.store.account_records import Account
from assessment.store.assessments import Store, open_store
from assessment.store.refusals import AccountRefused
from assessment.store.token_shelf import LONGEST_DAYS
from assessment.store.trail import acting


@click.group()
def token() -> None:
    """令牌：给别的程序发、列出、收回 / Tokens for other programs: make, list, revoke."""


@token.command()
@click.argument("login")
@click.argument("name")
@click.option(
    "--days", type=click.IntRange(1, LONGEST_DAYS), default=90, show_default=True, help="有效几天 / valid for."
)
@click.option("--role", type=click.Choice([role.value for role in Role]), help="不写：账号的角色 / else the account's.")
@click.option("--area", default="", help="经办的地区代码 / the area of a clerk, within the account's own.")
@lang_option
def make(login: str, name: str, days: int, role: str | None, area: str, lang: Lang) -> None:
    """给账号 LOGIN 发一个令牌，打印一次 / Make a token for an account; it is printed this once."""
    with told(lang), acting(f"command:{getpass.getuser()}"):
        store = open_store()
        account = _account(store, login)
        _, text = store.make_token(account.id, name, account.role if role is None else Role(role), area, days)
        store.close()
    say(label("令牌只显示这一次：", "The token, shown this once:"), lang)
    click.echo(text)


@token.command("list")
@click.argument("login")
@lang_option
def list_tokens(login: str, lang: Lang) -> None:
    """列出账号 LOGIN 的令牌 / List the tokens of an account."""
    with told(lang):
        store = open_store()
        found = store.tokens(_account(store, login).id)
        store.close()
    for one in found:
        used = "-" if one.used_at is None else f"{in_china(one.used_at):%Y-%m-%d %H:%M}"
        until = f"{in_china(one.expires_at):%Y-%m-%d}"
        click.echo("  ".join((str(one.id), one.name, ROLES[one.role].text(lang), one.area or "-", until, used)))


@token.command()
@click.argument("login")
@click.argument("token_id", type=click.UUID)
@lang_option
def revoke(login: str, token_id: UUID, lang: Lang) -> None:
    """收回一个令牌，马上不能再用 / Revoke a token, with effect at once."""
    with told(lang), acting(f"command:{getpass.getuser()}"):
        store = open_store()
        store.revoke_token(_account(store, login).id, token_id)
        store.close()
    say(label("已收回。", "It is revoked."), lang)


def _account(store: Store, login: str) -> Account:
    found = store.account_named(login)
    if found is None:
        raise AccountRefused(
            label("没有这个账号", "There is no such account"),
            label("assessment account list 列出全部账号。", "'assessment account list' lists them."),
        )
    return found
