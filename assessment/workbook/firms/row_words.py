"""By what words a row is told to be no firm: totals, notes, section titles, hints below a header."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assessment.answers.typed import fold
from assessment.content.facts import Fact, NumberFact

_FIRM = re.compile(r"(公司|厂|集团|[商酒饭门]店|合作社|研究院|研究所|工作室|经营部|[作工]坊)([（(].*[)）])?$")
_TOTAL = re.compile(
    r".{0,12}?(合计|小计|总计|共计|汇总|累计|平均|最大|最小|最高|最低|中位)(值|数|行|家数|位数)?[:：]?([（(]?共?[\d,]+[家户个行条](企业)?[）)]?)?"
    r"|其中[:：]?|(sub|grand)?total[s]?.{0,20}|sum|average"
)
_TOTAL_SIGN = re.compile(r"计|汇总|总数|平均|最[大小高低]|中位|其中|total|sum|average", re.IGNORECASE)
_NOTE_WORDS = (
    "说明|注|备注|附注|附|填表说明|填报说明|注意|注意事项|提示|填表人|填报人|制表人?|制单人?|审核人?|复核人?|经办人|负责人|单位负责人|"
    "统计负责人|联系人|联系电话|联系方式|电话|填表日期|填报日期|制表日期|日期|时间|填报单位|填表单位|报送单位|单位|计量单位|数据来源|"
    "资料来源|来源|统计时间|盖章|签字|签章|表号|制定机关|批准文号|有效期至|"
    "notes?|remarks?|source|prepared by|checked by"
)
_NOTE = re.compile(rf"[*※●■（(【\[]*({_NOTE_WORDS})\d*[】\])）]*\s*[:：].*", re.IGNORECASE | re.DOTALL)
_NOTE_ALONE = re.compile(rf"({_NOTE_WORDS})|[（(]?以下(空白|无正文|无内容)[）)]?|[（(]?续表?[）)]?", re.IGNORECASE)
_LONGEST_ALONE, _NOTE_SIGN = 12, re.compile("[:：。；页]|page", re.IGNORECASE)  # without one a longer text is no note
_DATE = re.compile(r"\d{4}\s*[年./-]\s*\d{1,2}\s*([月./-]\s*(\d{1,2}\s*日?)?)?")
_PAGE = re.compile(r"第?\s*\d+\s*页(.{0,3}共?\s*\d+\s*页)?|page\s*\d+.*", re.IGNORECASE)
_SECTION = re.compile(r"[（(]?[一二三四五六七八九十]+[）)、.．].*")
_TABLE_TITLE = re.compile(
    r"名单|名册|表|汇总|情况|[年月批类]|[省市县区镇乡]$|[：:]$|\b(list|table|firms)\b", re.IGNORECASE
)
_ITEM = re.compile(r"[（(]?\d{1,2}[）)、.．].*", re.DOTALL)
_HEADER_WORD = re.compile(
    r"名称|代码|地区|所在|地市|区县|县区|人数|人员|职工|员工|收入|营收|产值|资产|设备|台数|总数|行业|产业|类型|规模|等级|序号|编号|"
    r"联系|电话|地址|备注|负责人|是否|情况|日期|年份"
)
_HINTS = {"必填", "选填", "必选", "单选", "多选", "可多选", "下拉选择", "文本", "数字", "整数", "required", "optional"}
_COUNTER = re.compile(r"[A-Za-z#№]{0,3}\d[\d.\-]{0,7}")
NOTES_SHEET = re.compile(r"说明|须知|封面|目录|read ?me|notes|cover", re.IGNORECASE)
_ORDINALS = list("甲乙丙丁戊己庚辛壬癸")


def like_a_firm(text: str) -> bool:
    """Whether a text ends as the names of firms do."""
    return bool(_FIRM.search(text.strip()))


def is_total(text: str) -> bool:
    """Whether a cell says that its row adds others up: 合计, 南昌市小计, 总计：3家."""
    return bool(_TOTAL_SIGN.search(text)) and bool(_TOTAL.fullmatch(fold(text)))


def is_note(text: str) -> bool:
    """Whether a cell is a remark on the table: 说明：…, 填表人：…, a sentence, a page number."""
    plain = text.strip()
    if len(plain) > _LONGEST_ALONE and not _NOTE_SIGN.search(plain):
        return False
    if _NOTE.fullmatch(plain) or _NOTE_ALONE.fullmatch(plain) or _PAGE.fullmatch(plain):
        return True
    return not like_a_firm(plain) and ("。" in plain or "；" in plain)


def is_date(text: str) -> bool:
    """Whether a cell is a date, as below a table beside who filled it in."""
    return bool(_DATE.fullmatch(text.strip()))


def is_table_title(text: str) -> bool:
    """Whether a text alone in its row names the table that follows: 九江市企业名单."""
    return bool(_TABLE_TITLE.search(text.strip()))


def is_section(text: str) -> bool:
    """Whether a cell is the title of a part of the table: 二、九江市."""
    return bool(_SECTION.fullmatch(text.strip())) and not like_a_firm(text)


def is_item(text: str) -> bool:
    """Whether a cell goes on with a note: 2、请于月底前报送."""
    return bool(_ITEM.fullmatch(text.strip())) and not like_a_firm(text)


def is_header_word(text: str) -> bool:
    """Whether a cell sounds like a header, known or not."""
    return len(text.strip()) <= 30 and not like_a_firm(text) and bool(_HEADER_WORD.search(text))


def is_hint(text: str, fact: Fact | None) -> bool:
    """Whether a cell below a header says how to fill its column in: （必填）, （18位）, 万元."""
    plain = text.strip()
    if re.fullmatch(r"[（(【\[].*[）)】\]]", plain, re.DOTALL) or fold(plain) in _HINTS:
        return True
    return isinstance(fact, NumberFact) and fold(plain) in (fold(fact.unit.zh), fold(fact.unit.en))


def is_counter(value: object) -> bool:
    """Whether a cell is the number of a row, and says nothing else."""
    return isinstance(value, float) or (isinstance(value, str) and bool(_COUNTER.fullmatch(value.strip())))


def is_numbering(cells: Sequence[object]) -> bool:
    """Whether a row numbers the columns, as statistical forms do: 甲 乙 1 2 3."""
    told = [f"{cell:g}" if isinstance(cell, float) else str(cell).strip() for cell in cells]
    letters = sum(cell in _ORDINALS for cell in told)
    numbers = [str(i + 1) for i in range(len(told) - letters)]
    return len(told) >= 3 and told == [*_ORDINALS[:letters], *numbers]
