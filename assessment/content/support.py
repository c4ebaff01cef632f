"""Schema of what surrounds a firm: what holds SMEs back, where help is found, and notices that keep claims honest."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from assessment.content.loading import load_file
from assessment.content.provenance import Fidelity, Source
from assessment.documents import Identifier, Strict
from assessment.language import Label


class SupportTerm(Strict):
    """A published term with its meaning in plain words (ours)."""

    id: Identifier
    label: Label
    plain: Label


class Sourced(Strict):
    """Entries that one document names."""

    title: Label
    source: Source
    fidelity: Fidelity
    entries: tuple[SupportTerm, ...] = Field(min_length=1)


class Notice(Strict):
    """A sentence that page and report show wherever the topic comes up."""

    id: Identifier
    text: Label
    source: Source
    fidelity: Fidelity


class Support(Strict):
    """The file ``seeds/support.yaml``."""

    barriers: Sourced
    survey_barriers: Sourced
    centre_services: Sourced
    support_ecology: Sourced
    notices: tuple[Notice, ...]


def load_support(root: Path) -> Support:
    """The support content; raises ``InputRefused`` with every fault."""
    return load_file(root / "seeds" / "support.yaml", Support, root)[0]
