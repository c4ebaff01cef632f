"""The real firms of a database that agreed to be counted, for pages and for training alike."""

from __future__ import annotations

from dataclasses import replace

from assessment.content.bank import FactBank
from assessment.peers import Joined, RealFirms, joined_in_batch, real_firms
from assessment.store.assessments import Store


def counted_firms(store: Store, bank: FactBank) -> RealFirms:
    """The firms that agreed online, and those of workbooks that were confirmed under the secret of today."""
    said: list[Joined] = []
    for firm, at, answers in store.firms_with_consent():
        record = {fact: answer.plain() for fact, answer in answers.items()}
        said.append(Joined(str(firm), at, record))
    for batch in store.peer_batches():
        if batch.secret_mark == store.secret.mark:  # else nobody can tell its firms from those of other workbooks
            said += joined_in_batch(str(batch.id), batch.confirmed_at, batch.said or ())
    return replace(real_firms(bank, said), log=store)
