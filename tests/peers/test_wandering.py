"""Firms that wander far from where they are: all that was told stands, and groups have other numbers."""

from __future__ import annotations

import numpy as np
import pytest

from assessment.peers import second_worlds
from assessment.peers.completing import apart_of, counts_of
from assessment.peers.fitting import Fitting
from assessment.peers.ground import JoinedGround
from assessment.peers.second_worlds import SecondWorlds
from assessment.peers.spreading import Spreading
from assessment.peers.together import SharesTogether
from assessment.peers.told import NOT_TOLD
from assessment.peers.unknowns import Unknowns
from assessment.peers.wandering import Wandering
from tests.test_published_together import found, history
from tests.told_in_tables import published


def joined(monkeypatch: pytest.MonkeyPatch, seed: int, releases: int) -> SharesTogether:
    """The last of some publications of few firms, before it is looked at."""
    seen: list[SharesTogether] = []
    settled = SharesTogether.settled

    def look(self: SharesTogether) -> SharesTogether:
        if isinstance(self.ground, JoinedGround):
            seen.append(self)
        return settled(self)

    monkeypatch.setattr(SharesTogether, "settled", look)
    published(history(seed, releases, open_answers=True))
    return seen[-1]


@pytest.mark.parametrize("releases", [1, 2])
def test_wherever_firms_wander_all_that_was_told_of_numbers_stands(monkeypatch, releases):
    world = joined(monkeypatch, 7, releases)
    unknowns = world._unknowns(world.told())
    counts = counts_of(unknowns, np.array([world.certain, world.possible]), world._points)
    apart = apart_of(unknowns, world._points)
    groups = Fitting(unknowns, world.floor, counts, apart, joined=True)._few
    wandering = Wandering(unknowns, counts, np.random.default_rng(0))
    wandering.wander(groups, counts @ unknowns.kinds, 20)
    assert len(groups) and (wandering.counts != counts).any()
    assert (wandering.counts >= 0).all() and (wandering.counts.sum(axis=1) == unknowns.part_firms).all()
    of_numbers = np.diff(unknowns.matrix[:, unknowns.width :].tocsr().indptr) == 0
    values = (unknowns.matrix[:, : unknowns.width] @ wandering.numbers.ravel())[of_numbers]
    assert ((unknowns.low[of_numbers] <= values) & (values <= unknowns.high[of_numbers])).all()


def test_points_that_nobody_can_spread_are_found_out(monkeypatch):
    """Everybody with everything needs more points than were told."""
    world = joined(monkeypatch, 7, 1)
    unknowns: Unknowns = world._unknowns(world.told())
    counts = counts_of(unknowns, np.array([world.certain, world.possible]), world._points)
    spreading = Spreading(unknowns, np.full(len(unknowns.sum_firms), NOT_TOLD))
    assert spreading.fits(counts @ unknowns.kinds)
    everything = np.zeros_like(counts)
    everything[:, -1] = unknowns.part_firms
    assert not spreading.fits(everything @ unknowns.kinds)


@pytest.mark.parametrize("seed", range(2))
def test_what_firms_that_wander_clear_is_no_secret(monkeypatch, seed):
    """In so small worlds programs would do: here firms wander, and programs are not asked."""
    for name, value in (("_SMALL", 0), ("_FEW", 1), ("_FAR", 2), ("_ROUNDS", 6)):
        monkeypatch.setattr(second_worlds, name, value)
    monkeypatch.setattr(SecondWorlds, "around", lambda *given: None)
    assert found(history(seed, 2, open_answers=True)) == []
