"""A quote as it comes back: a price for each item, or that it is not offered; and what is wrong with several."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from assessment.documents import Identifier, Strict
from assessment.language import label
from assessment.problems import InputRefused, Problem
from assessment.tendering.request import TenderRequest

Price = Annotated[float, Field(ge=0, le=100_000, multiple_of=0.01, description="in 万元")]
MOST_QUOTES = 12


class QuoteLine(Strict):
    """One item of a quote: its price in 万元, all in, of one unit where it is bought by number; None: not offered."""

    measure: Identifier
    price: Price | None
    weeks: int | None = Field(None, ge=1, le=520)
    note: str = Field("", max_length=300)


class Quote(Strict):
    """What one provider offers for a request.

    ``package`` is the price in 万元 of all that it offers, in the numbers asked for, taken together; None without one.
    """

    provider: str = Field(min_length=1, max_length=60)
    request: str = Field(description="the number of the request that it answers")
    lines: tuple[QuoteLine, ...]
    package: Price | None = None
    valid_until: datetime.date | None = None

    @property
    def offered(self) -> dict[str, float]:
        """The price (万元) of what is offered, of one unit where it is bought by number."""
        return {line.measure: line.price for line in self.lines if line.price is not None}


def check_quotes(request: TenderRequest, quotes: Sequence[Quote], on: datetime.date) -> None:
    """Raise ``InputRefused`` with all that is wrong with quotes as a whole, each problem at its provider.

    Quotes for another request (the firm changed meanwhile), of one provider twice, for what was not asked for, without
    any offer, or out of date.
    """
    problems = []
    if len(quotes) > MOST_QUOTES:
        problems.append(
            Problem(
                "quotes",
                label(f"一次最多比 {MOST_QUOTES} 家", f"at most {MOST_QUOTES} quotes are compared at a time"),
                label("请先去掉不考虑的。", "Leave out those that you do not consider."),
            )
        )
    for provider, times in Counter(quote.provider for quote in quotes).items():
        if times > 1:
            problems.append(
                Problem(
                    provider,
                    label(f"同一家有 {times} 份报价", f"there are {times} quotes of this provider"),
                    label("请只留最后那一份。", "Keep the last one only."),
                )
            )
    for quote in quotes:
        problems += _faults(request, quote, on)
    if problems:
        raise InputRefused(problems)


def _faults(request: TenderRequest, quote: Quote, on: datetime.date) -> list[Problem]:
    found = []
    if quote.request != request.number:
        found.append(
            Problem(
                quote.provider,
                label(
                    f"报价对应的需求书是 {quote.request}，现在的是 {request.number}：企业的回答或方案变过",
                    f"this answers request {quote.request}, and the request is {request.number} now: answers or plan "
                    "have changed",
                ),
                label("请把现在的比价单再发一次。", "Send the bid sheet of today again."),
            )
        )
    for line in quote.lines:
        if request.item(line.measure) is None:
            found.append(
                Problem(
                    quote.provider,
                    label("报了没有要的项目", "this was not asked for"),
                    label("请删去这一行；要加项目，先改方案。", "Delete the line; to add an item, change the plan."),
                    line.measure,
                )
            )
    for measure, times in Counter(line.measure for line in quote.lines).items():
        if times > 1:
            found.append(
                Problem(
                    quote.provider,
                    label("同一项报了两次", "an item is quoted twice"),
                    label("每项只留一行。", "Keep one line an item."),
                    measure,
                )
            )
    if not quote.offered:
        found.append(
            Problem(
                quote.provider,
                label("一项报价也没有", "nothing is offered"),
                label("没有报价的不用放进来。", "Leave out whoever offers nothing."),
            )
        )
    if quote.valid_until is not None and quote.valid_until < on:
        found.append(
            Problem(
                quote.provider,
                label("报价已经过了有效期", "the quote is out of date"),
                label("请服务商确认还算不算数，再改日期。", "Ask whether it still holds, and correct the date."),
                quote.valid_until.isoformat(),
            )
        )
    return found
