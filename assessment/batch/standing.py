"""Where a firm stands, in the few figures that a list of firms shows and is cut by."""

from __future__ import annotations

from assessment.advisory import Advisory
from assessment.store.firm_records import Standing


def standing_of(advisory: Advisory) -> Standing:
    """The standing of an advisory under the national indicators; needs are the kinds of providers its plan asks for."""
    main = advisory.main
    needs = () if advisory.shortlist is None else tuple(need.category for need in advisory.shortlist.needs)
    return Standing(
        main.framework,
        main.version,
        main.level_low,
        main.level_high,
        main.points_low,
        main.points_high,
        len(main.open_answers.to_answer),
        needs,
        advisory.firm.size.size_class,
    )
