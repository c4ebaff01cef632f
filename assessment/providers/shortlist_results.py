"""What matching hands back: frozen, bilingual, the same after a round trip through JSON. Money is in 万元."""

from __future__ import annotations

from pydantic import Field

from assessment.content.measures import Category
from assessment.content.provenance import Fidelity
from assessment.documents import Identifier, Strict
from assessment.language import Label


class Reason(Strict):
    """Why an offer ranks where it does; ``merit`` is what it adds."""

    text: Label
    merit: float


class Match(Strict):
    """One offer on the shortlist with its printed reasons, which add up to ``merit``."""

    offer: Identifier
    provider: str
    product: str
    price_low: float
    price_high: float
    cases: int
    does: tuple[Identifier, ...] = Field(description="the steps of the need that it declares; empty: it names none")
    extent: Label = Field(description="in words, how much of the need it does and what it leaves")
    interest: Label | None = Field(description="ties a firm should know of before it asks")
    vetting: tuple[Label, ...] = Field((), description="check by the centre, complaints, customers, packages")
    record: Label | None = Field(None, description="what became of its invitations so far, with their number")
    merit: float
    reasons: tuple[Reason, ...]


class NeedMatches(Strict):
    """The offers for one need, best first; ``note`` says why there are none, or which steps nobody shown does."""

    category: Category
    category_label: Label
    meaning: Label | None = Field(None, description="what providers of this kind do")
    measures: tuple[Identifier, ...]
    titles: tuple[Label, ...]
    cost_low: float
    cost_high: float
    matches: tuple[Match, ...]
    uncovered: tuple[Identifier, ...] = Field(description="steps that no offer shown declares")
    note: Label | None


class Shortlist(Strict):
    """Who can carry out a plan; ``sample`` marks a pool of made-up rows."""

    pool_title: Label
    pool_version: str
    fidelity: Fidelity
    provenance: Label
    needs: tuple[NeedMatches, ...]
    neutrality: Label
    asks: tuple[Label, ...] = Field((), description="what to ask whoever is considered")
    names_left_out: Label | None = Field(None, description="why no names are shown; null where they are")

    @property
    def sample(self) -> bool:
        """True while made-up rows stand in for a real pool."""
        return self.fidelity == "sample"
