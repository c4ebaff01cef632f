"""Schema of ``seeds/tender.yaml``: what a requirement document asks of every bidder, whatever is bought."""

from __future__ import annotations

import datetime
from pathlib import Path

from pydantic import Field, model_validator

from assessment.content.loading import load_file
from assessment.content.provenance import Fidelity, Source
from assessment.content.wording import wrong
from assessment.documents import Strict
from assessment.language import Label


class PaymentStage(Strict):
    """A share of the price, in per cent, and when it is due."""

    share: int = Field(ge=1, le=100)
    when: Label


class TenderTerms(Strict):
    """The terms: whose the data are, how one leaves, when is paid, and what every bidder has to answer."""

    date: datetime.date
    fidelity: Fidelity
    source: Source
    data: tuple[Label, ...] = Field(min_length=1)
    exit: tuple[Label, ...] = Field(min_length=1)
    payment: tuple[PaymentStage, ...] = Field(min_length=1)
    bidder: tuple[Label, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _whole(self) -> TenderTerms:
        if sum(stage.share for stage in self.payment) != 100:
            raise wrong("各期付款加起来应是 100", "the shares of payment must add up to 100")
        return self


def load_tender_terms(root: Path) -> TenderTerms:
    """The file; raises ``InputRefused`` with every fault."""
    return load_file(root / "seeds" / "tender.yaml", TenderTerms, root)[0]
