"""A database of the first edition, as its own steps made it, goes on working: codes, results, peers, signatures."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import JSON, Boolean, Column, DateTime, Integer, MetaData, Table, Text, Uuid

from assessment.content.bank import FactBank
from assessment.peers import Identity
from assessment.store import codes, migrating
from assessment.store.assessments import open_store
from assessment.store.database import connect
from assessment.store.peering import counted_firms
from assessment.store.trail import TrailFilter

AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
CODE = "7Q2M-X0KD-93FA-VT6H"
TYPES = {
    "id": Uuid(),
    "assessment_id": Uuid(),
    "consent": Boolean(),
    "number": Integer(),
    "state": Integer(),
    "agreed": Integer(),
    "refused": Integer(),
}
TIMES = ("at", "created_at", "updated_at", "finished_at", "confirmed_at")
DOCUMENTS = ("value", "document", "versions", "said")


def table(name: str, *columns: str) -> Table:
    def kind(column: str) -> object:
        if column in TIMES:
            return DateTime(timezone=True)
        return JSON(none_as_null=True) if column in DOCUMENTS else TYPES.get(column, Text())

    return Table(name, MetaData(), *(Column(one, kind(one)) for one in columns))  # type: ignore[arg-type]


def slow_hash(code: str) -> str:
    """A code as the first edition kept it."""
    salt = b"0123456789abcdef"
    digest = hashlib.scrypt(code.replace("-", "").encode(), salt=salt, n=1 << 10, r=8, p=1, dklen=32)
    return f"scrypt$10$8$1${salt.hex()}${digest.hex()}"


def test_codes_results_peers_and_signatures_of_the_first_edition_go_on(
    empty_url: str, bank: FactBank, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrating, "head", lambda: "0003")
    migrating.migrate(empty_url)
    monkeypatch.undo()
    monkeypatch.setenv("ASSESSMENT_SECRET", "示例密钥" * 8)
    own, plain = uuid4(), CODE.replace("-", "")
    # Of the first edition: digests without a key.
    named = Identity.of({"firm_name": "示例乙有限公司"}, lambda digest: digest)
    rows: dict[str, list[dict[str, object]]] = {
        "assessments": [
            {
                **dict.fromkeys(("created_at", "updated_at", "finished_at"), AT),
                **{"id": own, "language": "zh", "consent": True},
                **{"code_lookup": codes.lookup_key(plain), "code_hash": slow_hash(CODE)},
            }
        ],
        "answers": [
            {
                "assessment_id": own,
                "fact_id": fact,
                "origin": "self",
                "state": 3,
                "value": value,
                "at": AT,
                "by": "self",
            }
            for fact, value in (("firm_name", "示例甲有限公司"), ("city", "nanchang"), ("employees", 40))
        ],
        "results": [
            {
                "id": uuid4(),
                "assessment_id": own,
                "number": 1,
                "created_at": AT,
                "versions": {},
                "document": {"level": 2},
            }
        ],
        "assessment_trail": [
            {"assessment_id": own, "at": AT, "by": by, "act": act, "number": number}
            for by, act, number in (("示例中心 王", "code_renewed", None), ("owner", "result_deleted", 2))
        ],
        "peer_batches": [
            {
                **{
                    "id": uuid4(),
                    "confirmed_at": AT,
                    "confirmed_by": "王",
                    "file": "a.xlsx",
                    "agreed": 1,
                    "refused": 0,
                },
                "said": [{"code": None, "name": named.name, "answers": {"employees": 60}}],
            }
        ],
    }
    with connect(empty_url, pooled=False).execution_options(writing=True).begin() as connection:
        for name, held in rows.items():
            connection.execute(table(name, *held[0]).insert(), held)

    store = open_store(empty_url)
    opened = store.resume(CODE, "phone")
    assert opened.id == own
    assert store.resume(CODE, "phone").id == own, "and again, now that the code is kept in the quick way"
    assert store.answers(own)["employees"].value == 40
    assert [result.document for result in store.results(own)] == [{"level": 2}]
    firms = counted_firms(store, bank)
    assert len(firms.table) == 2
    (batch,) = store.peer_batches()
    assert batch.said[0]["name"] == Identity.of({"firm_name": "示例乙有限公司"}, store.secret.digest).name
    firm = store.firm_of(own)
    assert firm is not None
    assert firm.name == "示例甲有限公司"
    renewed, deleted = (
        store.trail.lines(TrailFilter(act=act, subject=own.hex))[0] for act in ("code_renewed", "result_deleted")
    )
    assert (renewed.signed_by, renewed.at, deleted.details) == ("示例中心 王", AT, {"number": 2})
    assert store.trail.verify().whole
    store.delete_result(own, 1, "owner")
    assert store.results(own) == []
    store.close()
