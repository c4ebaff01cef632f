"""What a setting is, and how its text is read: each reader takes name and text, and refuses what cannot be used."""

from __future__ import annotations

import base64
import datetime
import ipaddress
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlsplit

from assessment.language import LANGUAGES, Label, Lang, label, visible
from assessment.problems import refuse

Value = TypeVar("Value", covariant=True)
LEAST_SECRET = 32
MOST_LINE = 200


@dataclass(frozen=True)
class Setting(Generic[Value]):
    """One setting: where it is found, what it means, what holds without it, and how its text is read."""

    name: str
    meaning: Label
    default: Label
    read: Callable[[str, str], Value]
    """Name and text to value; the text is empty where nothing is set. Raises ``InputRefused``."""

    def __call__(self) -> Value:
        """The value that holds now; raises ``InputRefused``, naming the setting, for a text that cannot be used."""
        return self.read(self.name, os.environ.get(self.name, "").strip())


def whole_number(default: int, least: int, most: int, meant: Label) -> Callable[[str, str], int]:
    """Reads a whole number between two bounds; ``meant`` says what it counts."""

    def read(name: str, text: str) -> int:
        if not text:
            return default
        if text.isascii() and text.isdecimal() and len(text) < 10 and least <= int(text) <= most:
            return int(text)
        raise refuse(
            name,
            label("{meant}不是 {least} 到 {most} 的整数", "{meant} must be a whole number from {least} to {most}").fill(
                meant=meant, least=least, most=most
            ),
            label(
                "请改成这个范围里的整数，或删去这项设置（默认 {default}）。",
                "Use a whole number in this range, or remove the setting (default {default}).",
            ).fill(default=default),
            text,
        )

    return read


def items(text: str) -> list[str]:
    """What stands between commas, semicolons and blanks, in small letters."""
    return [item.lower() for item in re.split(r"[\s,;，；]+", text) if item]


def host_names(name: str, text: str) -> tuple[str, ...]:
    """Names of hosts; ``*.`` before one stands for all below it."""
    for item in items(text):
        if not re.fullmatch(r"(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*", item):
            raise refuse(
                name,
                label("不是主机名", "not the name of a host"),
                label(
                    "只写主机名，不要协议、端口和路径，如 zhenduan.example.cn 或 *.example.cn；几个用逗号隔开。",
                    "Names only, without scheme, port and path: zhenduan.example.cn or *.example.cn, commas between.",
                ),
                item,
            )
    return tuple(items(text))


def web_address(name: str, text: str) -> str:
    """An address without a query and without the last slash, empty where none is set."""
    if text and not re.fullmatch(r"https?://[A-Za-z0-9._-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?", text):
        raise refuse(
            name,
            label("不是网址", "not an address"),
            label("请写成 https://zhenduan.example.cn 这样。", "Write it as in https://zhenduan.example.cn."),
            text,
        )
    return text.rstrip("/")


def networks(name: str, text: str) -> tuple[str, ...]:
    """Addresses and networks of IP."""
    for item in items(text):
        try:
            everybody = ipaddress.ip_network(item).prefixlen == 0
        except ValueError:
            raise refuse(
                name,
                label("不是地址或网段", "neither an address nor a network"),
                label(
                    "请写 10.0.0.5 或 10.0.0.0/24 这样，几个用逗号隔开。",
                    "Use 10.0.0.5 or 10.0.0.0/24, commas between.",
                ),
                item,
            ) from None
        if everybody:
            raise refuse(
                name,
                label("把所有地址都当作代理", "takes every address for a proxy"),
                label(
                    "那样谁都能自称来自任何地址，次数限制就没用了。请只写代理自己的地址或网段。",
                    "Anybody could then claim any address, and no limit would hold. Name the proxies' own addresses.",
                ),
                item,
            )
    return tuple(items(text))


def issuer(name: str, text: str) -> str:
    """The address of an OpenID Connect provider: https, or this machine; empty where none is set."""
    parts = urlsplit(text)
    here = parts.hostname in ("localhost", "127.0.0.1", "::1")
    plain = bool(parts.hostname) and not (parts.query or parts.fragment or parts.username)
    if text and not (plain and (parts.scheme == "https" or (parts.scheme == "http" and here))):
        raise refuse(
            name,
            label("不是统一身份的地址", "not the address of a provider"),
            label("请写 https:// 开头的地址，不带参数。", "Use an address that begins with https://, without a query."),
            text,
        )
    return text


def language(name: str, text: str) -> Lang:
    """A language; Chinese where none is set."""
    for lang in LANGUAGES:
        if text in (lang, ""):
            return lang
    raise refuse(
        name, label("没有这种语言", "there is no such language"), label("请写 zh 或 en。", "Use zh or en."), text
    )


def day(name: str, text: str) -> datetime.date | None:
    """A day, None where none is set."""
    try:
        return datetime.date.fromisoformat(text) if text else None
    except ValueError:
        raise refuse(
            name,
            label("不是日期", "not a date"),
            label("请写成 2026-11-30 这样。", "Write it as in 2026-11-30."),
            text,
        ) from None


def one_line(name: str, text: str) -> str:
    """A line of text as a person sees it, empty where none is set."""
    if len(text) > MOST_LINE:
        raise refuse(
            name,
            label(f"超过 {MOST_LINE} 个字", f"longer than {MOST_LINE} characters"),
            label("请缩短。", "Please shorten it."),
        )
    return visible(text)


def secret(name: str, text: str) -> str:
    """A secret, empty where none is set; a refusal does not show it."""
    if 0 < len(text) < LEAST_SECRET:
        raise refuse(
            name,
            label("密钥太短", "the secret is too short"),
            label(f"请用至少 {LEAST_SECRET} 个随机字符。", f"Use at least {LEAST_SECRET} random characters."),
        )
    return text


def inner_hosts(name: str, text: str) -> tuple[str, ...]:
    """Names of hosts, addresses and networks."""
    for item in items(text):
        if not re.fullmatch(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*", item):
            networks(name, item)
    return tuple(items(text))


def signing_key(name: str, text: str) -> bytes:
    """The key in the form of Standard Webhooks: ``whsec_`` and base64 of 24 to 64 bytes; a refusal does not show it."""
    if not text:
        return b""
    try:
        key = base64.b64decode(text.removeprefix("whsec_"), validate=True)
    except ValueError:
        key = b""
    if not text.startswith("whsec_") or not 24 <= len(key) <= 64:
        raise refuse(
            name,
            label("不是通知的密钥", "not a secret for notices"),
            label(
                "请写 whsec_ 加 24 到 64 个随机字节的 base64。", "Use whsec_ and the base64 of 24 to 64 random bytes."
            ),
        )
    return key
