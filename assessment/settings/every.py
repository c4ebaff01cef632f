"""Every setting there is. docs/operating.md lists what stands here, in this order, and tests hold both."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from assessment.language import label
from assessment.problems import InputRefused, Problem, refuse
from assessment.settings import reading
from assessment.settings.reading import LEAST_SECRET, Setting

PROJECT = Path(__file__).resolve().parents[2]
LEAST_FLOOR = 5


def _webhooks(name: str, text: str) -> tuple[str, ...]:
    addresses = tuple(item for item in re.split(r"[\s,，]+", text) if item)
    for item in addresses:
        parts = urlsplit(item)
        plain = bool(parts.hostname) and not (parts.fragment or parts.username or parts.password)
        secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in webhook_inner())
        if not (plain and secure):
            raise refuse(
                name,
                label("不是能发通知的网址", "not an address that notices can be sent to"),
                label(
                    "请写 https:// 开头的网址；http:// 的只能是 ASSESSMENT_WEBHOOK_INNER 里写明的内网主机。",
                    "Use https://; http:// is for inner hosts only that ASSESSMENT_WEBHOOK_INNER names.",
                ),
                item,
            )
    if addresses and not webhook_secret():
        raise refuse(
            name,
            label("没有设通知的密钥", "there is no secret for notices"),
            label("请设 ASSESSMENT_WEBHOOK_SECRET。", "Set ASSESSMENT_WEBHOOK_SECRET."),
        )
    return addresses


_NONE = label("不设", "not set")

database_url = Setting(
    "ASSESSMENT_DATABASE_URL",
    label("数据库，如 `postgresql+psycopg://user:secret@host/name`", "the database"),
    label("`var/` 里的 SQLite", "SQLite in `var/`"),
    lambda _, text: text or f"sqlite:///{PROJECT / 'var' / 'assessment.sqlite3'}",
)
secret_text = Setting(
    "ASSESSMENT_SECRET",
    label(
        f"名称、信用代码和网址摘要的密钥，至少 {LEAST_SECRET} 个字符；几台机器共用一个 PostgreSQL 时必须设成一样的",
        f"key of the digests of names, credit codes and addresses, at least {LEAST_SECRET} characters; the same on all "
        "machines that share a PostgreSQL database",
    ),
    label("数据库旁边自动建的文件", "a file made beside the database"),
    reading.secret,
)
oidc_issuer = Setting(
    "ASSESSMENT_OIDC_ISSUER",
    label(
        "统一身份（OpenID Connect）的地址，如 `https://id.example.cn`；登录时系统只向这一个地址发请求",
        "the OpenID Connect provider of the organisation, as `https://id.example.cn`; no other is called to sign in",
    ),
    label("不设：只用账号和密码登录", "not set: accounts sign in by password"),
    reading.issuer,
)
oidc_client = Setting(
    "ASSESSMENT_OIDC_CLIENT",
    label("在统一身份那里登记的客户端编号", "the client id that the provider knows this system by"),
    _NONE,
    lambda _, text: text,
)
oidc_secret = Setting(
    "ASSESSMENT_OIDC_SECRET",
    label("统一身份发的客户端密钥", "the client secret that the provider gave"),
    _NONE,
    lambda _, text: text,
)
hosts = Setting(
    "ASSESSMENT_HOSTS",
    label(
        "网页用哪些域名打开，几个用逗号隔开，可写 `*.example.cn`；本机名和直接写 IP 地址总是可以",
        "the names under which the pages are opened, commas between, `*.example.cn` allowed; "
        "this machine and plain IP addresses always are",
    ),
    label("不设：没有域名能打开", "not set: no name opens them"),
    reading.host_names,
)
address = Setting(
    "ASSESSMENT_ADDRESS",
    label(
        "网页的公开网址，如 `https://zhenduan.example.cn`；命令行出的报告登记以后，封面的二维码指到这里核对",
        "public address of the pages, as `https://zhenduan.example.cn`; reports made by commands are then entered, and "
        "the code on their cover leads here to be confirmed",
    ),
    label(
        "不设：命令行的报告不登记；网页的按打开的网址", "not set: commands enter nothing; pages take their own address"
    ),
    reading.web_address,
)
run_by = Setting(
    "ASSESSMENT_RUN_BY",
    label(
        "谁在办这个系统：名称，最好带地址和电话；写在首页和“谁能来做”下面",
        "who runs this system: a name, best with address and telephone; it stands on the first page and below 'Who can "
        "do it'",
    ),
    _NONE,
    reading.one_line,
)
trusted_proxies = Setting(
    "ASSESSMENT_TRUSTED_PROXIES",
    label(
        "除本机以外，相信哪些代理写的 `X-Forwarded-For` 和 `X-Forwarded-Proto`：地址或网段，几个用逗号隔开",
        "proxies besides this machine whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed: addresses or "
        "networks, commas between",
    ),
    label("不设：只信本机的", "not set: this machine only"),
    reading.networks,
)
new_each_hour = Setting(
    "ASSESSMENT_NEW_EACH_HOUR",
    label("一个网络地址一小时最多新建几份自测", "assessments that one address may begin within an hour"),
    label("300", "300"),
    reading.whole_number(300, 1, 1_000_000, label("每个地址每小时的新自测数", "new assessments an address and hour")),
)
new_in_all = Setting(
    "ASSESSMENT_NEW_IN_ALL",
    label("所有人加起来一小时最多新建几份自测", "assessments that all together may begin within an hour"),
    label("3000", "3000"),
    reading.whole_number(3000, 1, 1_000_000, label("每小时的新自测总数", "new assessments an hour")),
)
uploads_mb = Setting(
    "ASSESSMENT_UPLOADS_MB",
    label(
        "传上来的文件在内存里一共最多占多少 MB；一个人最多占其中三分之一",
        "memory for files handed in, MB in all; one visitor gets a third of it at most",
    ),
    label("480", "480"),
    reading.whole_number(480, 120, 1_000_000, label("传上来的文件的 MB 数", "the MB of files handed in")),
)
peer_floor = Setting(
    "ASSESSMENT_PEER_FLOOR",
    label(
        f"同行分组至少几家才显示，不小于 {LEAST_FLOOR}",
        f"firms a peer group needs to be shown, never below {LEAST_FLOOR}",
    ),
    label("10", "10"),
    reading.whole_number(10, LEAST_FLOOR, 1_000_000, label("分组下限", "the floor of a group")),
)
code_days = Setting(
    "ASSESSMENT_CODE_DAYS",
    label("续答码多少天不用就失效，0 为永不", "days after which an unused resume code expires, 0 never"),
    label("180", "180"),
    reading.whole_number(180, 0, 36_500, label("续答码的天数", "the days of a resume code")),
)
empty_days = Setting(
    "ASSESSMENT_EMPTY_DAYS",
    label(
        "开始了却从没答过题的自测，多少天后删除，0 为永不",
        "days after which an assessment in which nothing was ever answered is deleted, 0 never",
    ),
    label("30", "30"),
    reading.whole_number(30, 0, 36_500, label("空白自测的天数", "the days of an empty assessment")),
)
kept_days = Setting(
    "ASSESSMENT_KEPT_DAYS",
    label(
        "最后一次改动后多少天，一份自测连同只有它的企业自动抹去，0 为永不",
        "days after its last change on which an assessment is erased, with a firm that has no other, 0 never",
    ),
    label("0", "0"),
    reading.whole_number(0, 0, 36_500, label("自测保留的天数", "the days for which an assessment is kept")),
)
files_folder = Setting(
    "ASSESSMENT_FILES",
    label(
        "中心上传的文件和做出来的报告放在哪个文件夹；几台机器共用一个数据库时，必须是它们都看得到的同一个",
        "folder of the files that centres hand in and of what is made of them; several machines that share a database "
        "must all see the same one",
    ),
    label("SQLite 旁边的 `uploads/`，PostgreSQL 时 `var/uploads/`", "`uploads/` beside SQLite, else `var/uploads/`"),
    lambda _, text: Path(text) if text else None,
)
file_days = Setting(
    "ASSESSMENT_FILE_DAYS",
    label(
        "中心上传的文件多少天没人用就删除，连同做出来的报告",
        "days after which a file that a centre handed in and nobody used is deleted, with what was made of it",
    ),
    label("30", "30"),
    reading.whole_number(30, 1, 36_500, label("文件保留的天数", "the days of a file")),
)
api_each_minute = Setting(
    "ASSESSMENT_API_EACH_MINUTE",
    label(
        "一个令牌一分钟最多用几次接口，几个进程合起来算",
        "calls of the API within a minute by one token, all processes together",
    ),
    label("120", "120"),
    reading.whole_number(120, 1, 1_000_000, label("每分钟的次数", "calls a minute")),
)
webhook_inner = Setting(
    "ASSESSMENT_WEBHOOK_INNER",
    label(
        "允许把通知发到哪些内网主机：主机名、地址或网段，几个用逗号隔开",
        "inner hosts that notices may be sent to: names, addresses or networks, commas between",
    ),
    label("不设：内网地址一律不发", "not set: never to an inner address"),
    reading.inner_hosts,
)
webhook_secret = Setting(
    "ASSESSMENT_WEBHOOK_SECRET",
    label(
        "给通知签名的密钥：`whsec_` 加 24 到 64 个随机字节的 base64",
        "key that signs notices: `whsec_` and the base64 of 24 to 64 random bytes",
    ),
    _NONE,
    reading.signing_key,
)
webhooks = Setting(
    "ASSESSMENT_WEBHOOKS",
    label(
        "企业完成自测时通知哪些网址（https），几个用逗号隔开；只发编号，不发名称和回答",
        "addresses (https) that are told when an assessment is finished, commas between; ids only, no names or answers",
    ),
    label("不设：不通知任何人", "not set: nobody is told"),
    _webhooks,
)
evidence_mb = Setting(
    "ASSESSMENT_EVIDENCE_MB",
    label("一份佐证材料（照片、PDF）最多多少 MB", "the largest file of evidence (photo, PDF), in MB"),
    label("20", "20"),
    reading.whole_number(20, 1, 40, label("一份佐证材料的 MB 数", "the MB of a file of evidence")),
)
evidence_megapixels = Setting(
    "ASSESSMENT_EVIDENCE_MEGAPIXELS",
    label("一张佐证照片最多多少百万像素", "the largest photo of evidence, in megapixels"),
    label("50", "50"),
    reading.whole_number(50, 1, 200, label("照片的百万像素数", "the megapixels of a photo")),
)
evidence_firm_mb = Setting(
    "ASSESSMENT_EVIDENCE_FIRM_MB",
    label("一份自测的佐证材料一共最多多少 MB", "all evidence of one assessment, in MB"),
    label("200", "200"),
    reading.whole_number(200, 1, 100_000, label("一份自测的佐证材料的 MB 数", "the MB of an assessment's evidence")),
)
content_root = Setting(
    "ASSESSMENT_HOME",
    label("内容文件夹（questionnaires、seeds、models）所在", "where the content folders are"),
    label("项目目录", "the project"),
    lambda _, text: Path(text) if text else PROJECT,
)
command_language = Setting(
    "ASSESSMENT_LANG",
    label("命令行的语言 zh 或 en", "language of the command line"),
    label("zh", "zh"),
    reading.language,
)
as_on = Setting(
    "ASSESSMENT_TODAY",
    label(
        "把哪一天当作今天（如 2026-11-30），用来演示和试验；正式运行不要设",
        "the day taken for today, for trials and tests; leave it unset in earnest",
    ),
    label("中国的今天", "today in China"),
    reading.day,
)

ALL: tuple[Setting[object], ...] = (
    database_url,
    secret_text,
    oidc_issuer,
    oidc_client,
    oidc_secret,
    hosts,
    address,
    run_by,
    trusted_proxies,
    new_each_hour,
    new_in_all,
    uploads_mb,
    peer_floor,
    code_days,
    empty_days,
    kept_days,
    files_folder,
    file_days,
    api_each_minute,
    webhook_inner,
    webhook_secret,
    webhooks,
    evidence_mb,
    evidence_megapixels,
    evidence_firm_mb,
    content_root,
    command_language,
    as_on,
)


def faults() -> Iterator[Problem]:
    """What is wrong with the settings as they are now."""
    for setting in ALL:
        try:
            setting()
        except InputRefused as refused:
            yield from refused.problems


def environment(changed: Mapping[Setting[Any], str]) -> dict[str, str]:
    """This process's environment with some settings changed, for a process that is started.

    Without what the web server would believe of proxies by itself: some images have it believe everybody.
    """
    kept = {name: value for name, value in os.environ.items() if name != "FORWARDED_ALLOW_IPS"}
    return kept | {setting.name: value for setting, value in changed.items()}
