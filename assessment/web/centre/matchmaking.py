"""Fifth step: who should meet whom, where the pool of providers has holes, and the lists to invite by."""

from __future__ import annotations

import io
from pathlib import PurePath

import streamlit as st

from assessment.batch import invitation_archive
from assessment.language import Label, Lang, label, percent
from assessment.providers import NOT_SAID, Matchmaking, Side, Why
from assessment.store.records import JobRecord
from assessment.web import handing, resources
from assessment.web.centre import export, heat, sections
from assessment.web.centre.bench import Bench
from assessment.web.centre.figures import Bar, bars, numbers, table
from assessment.web.centre.template import XLSX
from assessment.web.centre.waiting import ended, time_words
from assessment.web.inviting import keeping
from assessment.web.markup import block, escape, literal
from assessment.work import inviting, kinds
from assessment.work.runner import processes
from assessment.workbook.invitations.book import write_invitations
from assessment.workbook.invitations.lists import WHY
from assessment.workbook.invitations.pen import SAMPLE
from assessment.workbook.pool.columns import FIDELITIES

SECONDS_EACH = 0.06
HOLES = 10

_TITLE = label("供需对接：谁该和谁谈", "Matchmaking: who should meet whom")
_LEAD = label(
    "先给每家企业算到下一级最省钱的方案，再在服务商的承接能力之内安排邀约，让尽可能多的需求有人谈。",
    "The cheapest way of every firm to its next level first; then, within the providers' capacity, invitations that "
    "meet as many needs as possible.",
)
_COUNT = label(
    "{n} 家企业，资源池“{pool}”（{fidelity}）里的 {offers} 个产品，大约要 {time}。可以离开本页，回来再看。",
    "{n} firms and the {offers} offers of '{pool}' ({fidelity}), in about {time}. You may leave this page and come "
    "back.",
)
_MAKE = label("开始安排", "Arrange the meetings")
_AGAIN = label("重新安排", "Arrange again")
_CHANGED = label(
    "这是按之前的企业名单或资源池排的，现在已经变了。请重新安排。",
    "This was arranged for other firms or another pool than now; arrange it again.",
)
_HOW = label("怎么排的，为什么说没有更好的安排", "How this is arranged, and why nothing better exists")
_HOLES = label("资源池哪里缺服务商", "Where the pool has holes")
_SIDE = label("按什么看", "View by")
_SIDES: dict[Side, Label] = {"city": label("类别 × 地区", "By area"), "chain": label("类别 × 产业链", "By chain")}
_SWIPE = label("左右滑动，看其余各列", "Swipe to see the other columns")
_LARGEST = label("缺口最大的几处", "The largest holes")
_NO_HOLE = label("没有缺口：每一项都有人谈。", "No holes: every step is met.")
_LEFT = label("没落实的 {n} 项，原因是", "Why {n} steps stay open")
_LISTS = label("邀约清单", "Invitation lists")
_BOOK = label("下载对接工作簿（Excel）", "Download the workbook (Excel)")
_BOOK_FILE = label("{stem}_供需对接.xlsx", "{stem}_matchmaking.xlsx")
_ZIP = label("下载各服务商的清单（压缩包）", "Download a list for each provider (zip)")
_ZIP_FILE = label("{stem}_服务商邀约清单.zip", "{stem}_provider_lists.zip")
_WHAT = label(
    "工作簿给中心用：概况、缺口图、按服务商和按企业的清单、没落实的需求和原因。压缩包里每家服务商一份，只有它自己的企业，"
    "不含企业的预计金额；企业没有同意告知的，只写编号，不写名称。工作簿写着全部名称，请不要外发。"
    "两者都没有联系人：系统不掌握，也不编造。企业在自己的结果页或“对接邀约”页同意或收回。",
    "The workbook is for the centre: overview, maps of holes, lists by provider and by firm, what stays open and why. "
    "The zip holds one list a provider, with its own firms only and without the money their plans foresee; a firm that "
    "has not agreed to be named has a number and no name. The workbook names them all: do not send it out. Neither has "
    "contacts: the system knows none and makes none up. Firms agree, or take it back, on their result or under "
    "'Invitations to meet'.",
)


def show() -> None:
    """Put the section on the page."""
    sections.of_firms(_TITLE, _LEAD, kinds.MATCHMAKING, _offer, _finished)


def _offer(held: Bench, lang: Lang) -> None:
    pool, n = resources.advisor().pool, len(held.chosen.table)
    words = _COUNT.fill(
        n=f"{n:,}",
        pool=pool.file.title,
        fidelity=FIDELITIES[pool.file.fidelity],
        offers=len(pool.offers),
        time=time_words(10 + n * SECONDS_EACH / processes()),
    )
    block(f"<p>{escape(words.text(lang))}</p>")
    if pool.is_sample:
        st.warning(literal(SAMPLE.text(lang)))
    st.button(_MAKE.text(lang), type="primary", key="make-meetings", on_click=_begin, args=(held,))


def _begin(held: Bench) -> None:
    held.begin(kinds.MATCHMAKING, {"faultless": held.faultless})


def _finished(held: Bench, job: JobRecord, lang: Lang) -> None:
    made = kinds.matchmaking_of(job) if job.state == "done" else None
    if made is None:
        ended(job, lang)
    else:
        if (job.given["faultless"], job.result["pool"]) != (held.faultless, resources.advisor().pool.version):
            st.info(_CHANGED.text(lang))
        _summary(made, lang)
        _lists(held, made, lang)
        keeping.show(held, made, job.id, lang)
        _holes(made, lang)
    st.button(_AGAIN.text(lang), key="meetings-again", on_click=held.put_away, args=(kinds.MATCHMAKING,))


def _summary(made: Matchmaking, lang: Lang) -> None:
    if made.fidelity == "sample":
        st.warning(literal(SAMPLE.text(lang)))
    providers = len({invitation.provider for invitation in made.invitations})
    figures = [
        (made.firms, label("家企业有需求", "firms in need")),
        (made.steps, label("项需求", "steps asked for")),
        (made.met, label("项有人谈（{share}）", "steps met ({share})").fill(share=_share(made.met, made.steps))),
        (providers, label("家服务商受邀", "providers invited")),
        (len(made.invitations), label("个邀约", "invitations")),
    ]
    block(numbers((f"{figure:,}", what.text(lang)) for figure, what in figures))
    method = made.method.text(lang)
    block(f"<details><summary>{_HOW.text(lang)}</summary><p>{escape(method)}</p></details>")


def _lists(held: Bench, made: Matchmaking, lang: Lang) -> None:
    stem = PurePath(held.name).stem
    bank, batch = resources.bank(), held.whole
    assert batch is not None

    def book() -> bytes:
        out = io.BytesIO()
        write_invitations(out, made, bank, lang)
        return out.getvalue()

    def lists() -> bytes:
        out = io.BytesIO()
        invitation_archive(out, made, inviting.named(resources.store(), batch, made), bank, lang)
        return out.getvalue()

    block(f"<h3>{_LISTS.text(lang)}</h3>")
    with st.container(horizontal=True, key="centre-lists"):
        name = _BOOK_FILE.fill(stem=stem).text(lang)
        handing.download(_BOOK.text(lang), book, name, XLSX, primary=True, key="meetings-book")
        name = _ZIP_FILE.fill(stem=stem).text(lang)
        handing.download(_ZIP.text(lang), lists, name, "application/zip", key="meetings-zip")
    block(f'<p class="quiet">{_WHAT.text(lang)}</p>')


def _holes(made: Matchmaking, lang: Lang) -> None:
    block(f"<h3>{_HOLES.text(lang)}</h3>")
    if not made.unmet:
        block(f"<p>{_NO_HOLE.text(lang)}</p>")
    side: Side = st.pills(
        _SIDE.text(lang),
        list(_SIDES),
        default="city",
        required=True,
        format_func=lambda one: _SIDES[one].text(lang),
        key="meetings-side",
        persist_state="session",
        label_visibility="collapsed",
    )
    places = (*resources.bank().option_names(side).values(), NOT_SAID)
    block(f'<p class="quiet c-swipe">{_SWIPE.text(lang)}</p>' + heat.heat(made, side, places, _HOLES.text(lang), lang))
    if made.unmet:
        block(f"<h3>{_LEFT.fill(n=f'{len(made.unmet):,}').text(lang)}</h3>")
        block(bars(_reason(why, n, len(made.unmet), lang) for why, n in made.reasons.items()))
    rows = heat.table_of(made, side, lang)
    largest = table(rows[0], rows[1 : HOLES + 1], _LARGEST.text(lang), numeric_from=2)
    block(f'<h3>{_LARGEST.text(lang)}</h3><div class="c-holes">{largest}</div>')
    export.table_button(rows, f"holes-{side}", lang)


def _share(steps: int, whole: int) -> str:
    return percent(steps / whole, 0) if whole else "–"


def _reason(why: Why, n: int, of: int, lang: Lang) -> Bar:
    words = label("{n} 项，{share}", "{n}, {share}").fill(n=f"{n:,}", share=_share(n, of))
    return Bar(WHY[why].text(lang), words.text(lang), 100 * n / of)
