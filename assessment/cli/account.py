"""Accounts made and reset by whoever runs the system."""

from __future__ import annotations

import getpass

import click

from assessment.cli.console import lang_option, say, told
from assessment.language import Lang, label
from assessment.permissions import ROLES, Role
from assessment.store.accounts import Person
from assessment.store.assessments import open_store
from assessment.store.refusals import AccountRefused
from assessment.store.trail import acting

_url_option = click.option(
    "--url",
    default="http://127.0.0.1:8501",
    show_default=True,
    help="网页的地址，写在链接前面 / where the pages are, as the link begins.",
)


@click.group()
def account() -> None:
    """账号：新建、重设、列出 / Accounts: create, reset, list."""


@account.command()
@click.argument("login")
@click.argument("name")
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role]),
    default=Role.ADMINISTRATOR.value,
    show_default=True,
    help="角色 / role.",
)
@click.option("--area", default="", help="经办的地区代码，如 360000 / the area of a clerk, as 360000.")
@_url_option
@lang_option
def create(login: str, name: str, role: str, area: str, url: str, lang: Lang) -> None:
    """新建账号，打印一次性邀请链接 / Create an account and print its invitation, a link that works once."""
    with told(lang), acting(f"command:{getpass.getuser()}"):
        store = open_store()
        made = store.add_account(Person(login, name, Role(role), area), None)
        secret = store.new_link(made.id, None)
        store.close()
    say(label("邀请链接，7 天内有效，只能用一次：", "The invitation; it works once, within 7 days:"), lang)
    click.echo(f"{url.rstrip('/')}/invitation/{secret}")


@account.command()
@click.argument("login")
@_url_option
@lang_option
def reset(login: str, url: str, lang: Lang) -> None:
    """打印重设密码的一次性链接 / Print a link that sets a new password, once."""
    with told(lang), acting(f"command:{getpass.getuser()}"):
        store = open_store()
        found = store.account_named(login)
        if found is None:
            raise AccountRefused(
                label("没有这个账号", "There is no such account"),
                label("assessment account list 列出全部账号。", "'assessment account list' lists them."),
            )
        secret = store.new_link(found.id, None)
        store.close()
    say(label("链接只能用一次：", "The link works once:"), lang)
    click.echo(f"{url.rstrip('/')}/invitation/{secret}")


@account.command("list")
@lang_option
def list_accounts(lang: Lang) -> None:
    """列出全部账号 / List the accounts."""
    with told(lang):
        store = open_store()
        found = store.accounts()
        store.close()
    for one in found:
        state = label("停用", "disabled") if one.disabled_at else None
        parts = (one.login, one.name, ROLES[one.role].text(lang), one.area, state and state.text(lang))
        click.echo("  ".join(part for part in parts if part))
