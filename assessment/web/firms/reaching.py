"""Which firms the visitor may see, and the words for what a firm is."""

from __future__ import annotations

from assessment.advisory import MAIN_FRAMEWORK
from assessment.language import Label, Lang, label
from assessment.permissions import Right, reach
from assessment.scoring import Framework
from assessment.settings import today
from assessment.store.firm_list import FirmReach
from assessment.store.firm_records import Firm, Progress
from assessment.web import resources, visitors

UNKNOWN = label("未填", "not given")
NEVER = label("还没有结果", "no result yet")
PROGRESS_NAMES: dict[Progress, Label] = {
    "not_begun": label("没开始", "not begun"),
    "half_way": label("填了一半", "half-way"),
    "done": label("已完成", "done"),
    "verified": label("已核实", "verified"),
}


def firms_of(right: Right) -> FirmReach:
    """The firms to which a right of the visitor reaches; none where its area is not one of ours."""
    return FirmReach.of(reach(visitors.actor(), right), resources.counties())


def area_options(right: Right) -> dict[str, str]:
    """The cities and counties to which a right reaches, as a query names them, with their codes."""
    own, places = firms_of(right), {}
    for city in resources.counties().cities:
        if own.city in (None, city.id):
            if own.county is None:
                places[city.id] = city.code
            places |= {
                one.code: one.code for one in resources.counties().below(city.id) if own.county in (None, one.code)
            }
    return places


def code_of(area: str) -> str:
    """The code of a city or a county, as a round or a query names it."""
    return area if area[0].isdigit() else resources.counties().code(area, None)


def area_name(firm: Firm, lang: Lang) -> str:
    """Where a firm is, as far as it is known."""
    return area_name_of(firm.city, firm.county, lang)


def area_name_of(city: str | None, county: str | None, lang: Lang) -> str:
    """The name of a city, or of a county in it."""
    if city is None and county is None:
        return UNKNOWN.text(lang)
    return resources.counties().name(resources.counties().code(city, county), resources.bank()).text(lang)


def size_names() -> dict[str, Label]:
    """The size classes."""
    return {one.id: one.label for one in resources.advisor().size_rules.classes}


def need_names() -> dict[str, Label]:
    """The kinds of providers."""
    return {name: one.label for name, one in resources.advisor().pool.categories.items()}


def main_framework() -> Framework:
    """The national indicators in force; on a day without any, the edition that levels known so far are named by."""
    advisor = resources.advisor()
    if (found := advisor.frameworks_on(today()).get(MAIN_FRAMEWORK)) is not None:
        return found
    editions = sorted((e for e in advisor.editions if e.spec.id == MAIN_FRAMEWORK), key=lambda e: e.spec.valid_from)
    begun = [edition for edition in editions if edition.spec.valid_from <= today()]
    return begun[-1] if begun else editions[0]
