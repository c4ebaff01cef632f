"""The pool of providers: what is in force, the template, and a list of one's own, read without consequence first."""

from __future__ import annotations

import io
from collections import Counter

import streamlit as st

from assessment import settings
from assessment.content.providers import PoolFile, ProviderPool
from assessment.language import Lang, label
from assessment.web import handing, resources
from assessment.web.centre import importing, pool_editor, problems, promises
from assessment.web.centre.template import XLSX
from assessment.web.firms.tables import table
from assessment.web.markup import block, escape
from assessment.workbook.grid.readers import read_grid
from assessment.workbook.pool.columns import FIDELITIES, PoolColumns
from assessment.workbook.pool.reading import PoolRead, read_pool
from assessment.workbook.pool.writing import write_pool

_NOW = label("现在用的是：{title}（{fidelity}），{n} 个产品或服务。", "In force: {title} ({fidelity}), {n} offers.")
_TEMPLATE = label("下载空白模板", "Download the template")
_TEMPLATE_FILE = label("服务商资源池模板.xlsx", "providers_template.xlsx")
_POOL = label("下载现在用的资源池", "Download what is in force")
_POOL_FILE = label("服务商资源池.xlsx", "providers.xlsx")
_FILE = label("填好的资源池（Excel 或 CSV）", "The filled-in list (Excel or CSV)")
_READ = label("读到 {rows} 行：{good} 行没有问题，{bad} 行有问题。", "{rows} rows: {good} good, {bad} with a problem.")
_NO_GOOD = label("没有一行可以导入，请改好再传。", "No row can be imported; correct them and upload again.")
_ALL = label("导入全部 {n} 行", "Import all {n} rows")
_GOOD = label("只导入没有问题的 {n} 行", "Import the {n} good rows only")


_VETTING = label("核验和成绩", "Vetting and record")
_CHECKS = label(
    "核验有效的产品 {valid} 个，核验已过期的 {expired} 个（不再算数），没有核验的 {none} 个。",
    "Offers with a check that counts: {valid}; with one that has run out: {expired}; without any: {none}.",
)
_EXPIRED = label("核验已过期的 {n} 个产品", "{n} offers whose check has run out")
_RECORDS = label("各服务商的邀约结果", "What became of each provider's invitations")
_GONE = label("（已不在资源池）", " (in the pool no more)")
_MONEY = label("{money} 万元（{n} 份报了金额）", "CNY {money} x 10 000 ({n} told it)")
_HEADS = (
    label("服务商", "Provider"),
    label("受邀", "Invited"),
    label("双方愿谈", "Accepted"),
    label("见面", "Met"),
    label("签约", "Contracted"),
    label("完成", "Finished"),
    label("谢绝", "Declined"),
    label("还没结果", "No outcome yet"),
    label("合同金额", "Contracts"),
)


def show(lang: Lang) -> None:
    """Put the room on the page."""
    advisor = resources.advisor()
    pool = advisor.pool
    columns = PoolColumns(advisor.bank, advisor.measures.measures, pool.categories.values())
    now = _NOW.fill(title=pool.file.title, fidelity=FIDELITIES[pool.file.fidelity], n=len(pool.offers))
    block(f"<p>{escape(now.text(lang))}</p>")

    def written(filled: PoolFile | None) -> bytes:
        out = io.BytesIO()
        write_pool(out, columns, lang, filled)
        return out.getvalue()

    with st.container(horizontal=True, key="centre-templates"):
        handing.download(
            _TEMPLATE.text(lang), lambda: written(None), _TEMPLATE_FILE.text(lang), XLSX, key="pool-template"
        )
        handing.download(_POOL.text(lang), lambda: written(pool.file), _POOL_FILE.text(lang), XLSX, key="pool-now")
    today = settings.today()
    read = importing.hand_in(
        _FILE, "provider_pool", lambda data, name: read_pool(read_grid(data, name), columns, today), lang
    )
    if read is not None:
        _offer(read, lang)
    else:
        _vetting(pool, lang)
        pool_editor.show(pool, columns, lang)


def _vetting(pool: ProviderPool, lang: Lang) -> None:
    """How many offers carry a check that counts today, and what became of each provider's invitations."""
    states = Counter(offer.check_on(settings.today()) for offer in pool.offers)
    counts = _CHECKS.fill(valid=states["valid"], expired=states["expired"], none=states["none"])
    block(f"<h3>{_VETTING.text(lang)}</h3><p>{escape(counts.text(lang))}</p>")
    records = resources.store().provider_records()
    shown = {offer.provider for offer in pool.offers}
    rows = []
    for name in sorted(records):
        one, gone = records[name], "" if name in shown else _GONE.text(lang)
        money = "–" if not one.amounts else _MONEY.fill(money=f"{one.money:,.1f}", n=one.amounts).text(lang)
        figures = (one.invited, one.accepted, one.met, one.contracted, one.finished, one.declined, one.open)
        rows.append([name + gone, *map(str, figures), money])
    if rows:
        block(table([head.text(lang) for head in _HEADS], rows, _RECORDS.text(lang)))
    promises.show(lang)
    expired = [o for o in pool.offers if o.check_on(settings.today()) == "expired"]
    if expired:
        lines = "".join(f"<li>{escape(f'{o.provider} · {o.product}（{o.valid_until}）')}</li>" for o in expired)
        block(f"<details><summary>{_EXPIRED.fill(n=len(expired)).text(lang)}</summary><ul>{lines}</ul></details>")


def _offer(read: PoolRead, lang: Lang) -> None:
    """What the dry run found, and the way to put it in force."""
    words = _READ.fill(rows=read.rows, good=len(read.offers), bad=read.left_out)
    block(f"<p><b>{words.text(lang)}</b></p>")
    problems.rows(read.tally, lang)
    problems.told(read.problems, lang)
    if not read.offers:
        st.warning(_NO_GOOD.text(lang))
        return
    document = read.pool_file(valid_rows=True).model_dump(mode="json")
    action = (_GOOD if read.left_out else _ALL).fill(n=len(read.offers))
    importing.sign("provider_pool", document, action, lang)
