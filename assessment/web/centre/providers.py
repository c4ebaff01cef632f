"""The pool of providers: what is in force, the template, and a list of one's own, read without consequence first."""

from __future__ import annotations

import io

import streamlit as st

from assessment import settings
from assessment.content.providers import PoolFile
from assessment.language import Lang, label
from assessment.web import handing, resources
from assessment.web.centre import importing, pool_editor, problems
from assessment.web.centre.template import XLSX
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
        pool_editor.show(pool, columns, lang)


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
