"""The permission table: every cell means what it says, and whatever it does not say is refused."""

from __future__ import annotations

from uuid import UUID

import pytest

from assessment.permissions import (
    PROVINCE,
    ROLES,
    TABLE,
    Actor,
    Matter,
    NotAllowed,
    Right,
    Role,
    Scope,
    contains,
    may,
    reach,
    require,
)

MINE, OTHERS, ME, YOU = UUID(int=1), UUID(int=2), UUID(int=3), UUID(int=4)
NANCHANG, DONGHU, JIUJIANG = "360100", "360102", "360400"


def actor(role: Role, area: str = NANCHANG) -> Actor:
    return Actor(role, "示例", ME, area, frozenset({MINE}))


def test_every_right_has_a_row_and_every_role_a_name():
    assert set(TABLE) == set(Right) and set(ROLES) == set(Role)
    assert all(len(row) == len(Role) for row in TABLE.values())


@pytest.mark.parametrize("right", Right)
@pytest.mark.parametrize("role", Role)
def test_a_cell_reaches_what_its_scope_says_and_nothing_else(role: Role, right: Right):
    scope = TABLE[right][list(Role).index(role)]
    matters = {
        Scope.HELD: Matter(ids=frozenset({MINE})),
        Scope.AREA: Matter(ids=frozenset({OTHERS}), area=DONGHU),
        Scope.OWN: Matter(account=ME),
    }
    for kind, matter in matters.items():
        assert may(actor(role), right, matter) == (scope in (kind, Scope.ALL)), kind
    for foreign in (Matter(), Matter(frozenset({OTHERS}), JIUJIANG), Matter(account=YOU), Matter(area="3601")):
        assert may(actor(role), right, foreign) == (scope is Scope.ALL)
    assert not may(None, right, matters[Scope.HELD]), "a visitor has no right"


@pytest.mark.parametrize(
    ("outer", "inner", "lies"),
    [
        (PROVINCE, DONGHU, True),
        (PROVINCE, PROVINCE, True),
        (NANCHANG, DONGHU, True),
        (DONGHU, DONGHU, True),
        (DONGHU, NANCHANG, False),
        (NANCHANG, JIUJIANG, False),
        (NANCHANG, PROVINCE, False),
        (PROVINCE, "440100", False),
        ("", DONGHU, False),
        (PROVINCE, "", False),
        ("36", DONGHU, False),
        ("000000", DONGHU, False),
        (PROVINCE, "36%", False),
        ("３６００００", DONGHU, False),
    ],
)
def test_an_area_holds_its_cities_and_counties_and_no_forged_code(outer: str, inner: str, lies: bool):
    assert contains(outer, inner) == lies


def test_content_is_for_clerks_of_the_province():
    shared = Matter(area=PROVINCE)
    assert may(actor(Role.CLERK, PROVINCE), Right.EDIT_CONTENT, shared)
    assert not may(actor(Role.CLERK, NANCHANG), Right.EDIT_CONTENT, shared)


def test_a_list_is_cut_to_the_part_of_the_reach_that_was_asked_for():
    clerk, everywhere = reach(actor(Role.CLERK), Right.SEE_FIRM), reach(actor(Role.ADMINISTRATOR), Right.SEE_FIRM)
    assert clerk.within(DONGHU).area == DONGHU and clerk.within(PROVINCE).area == NANCHANG
    assert not clerk.within(JIUJIANG) and not clerk.within("x") and not clerk.within("")
    assert everywhere.within(JIUJIANG).area == JIUJIANG and not everywhere.within("36' OR 1=1")


def test_a_clerk_without_an_area_reaches_nothing():
    assert not reach(actor(Role.CLERK, ""), Right.SEE_FIRM)
    assert not may(actor(Role.CLERK, ""), Right.SEE_FIRM, Matter(area=""))


def test_a_refusal_does_not_tell_what_is_there():
    with pytest.raises(NotAllowed) as refused:
        require(actor(Role.PROVIDER), Right.SEE_FIRM, Matter(frozenset({OTHERS}), DONGHU))
    assert not refused.value.args
