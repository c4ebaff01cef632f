"""The interface over a database with firms of two cities and a program in every role; no server, no browser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from assessment import settings
from assessment.advisory import Advisor, default_advisor
from assessment.answers import AnswerTable, read_answer
from assessment.api.application import application
from assessment.api.service import Service
from assessment.batch.standing import standing_of
from assessment.content.counties import load_counties
from assessment.permissions import Role
from assessment.store.account_records import Account
from assessment.store.accounts import Person
from assessment.store.assessments import Store, open_store
from assessment.store.firm_records import FirmIdentity, Round
from tests.batches import records

NANCHANG, JIUJIANG, DONGHU = "360100", "360400", "360102"


@dataclass(frozen=True)
class KnownFirm:
    """A firm with an assessment that has answers and one kept result."""

    firm: UUID
    assessment: UUID


@dataclass(frozen=True)
class World:
    """The interface, what it stands on, and a token for every role; ``serving`` keeps one loop for all requests."""

    app: FastAPI
    serving: TestClient
    store: Store
    here: KnownFirm
    there: KnownFirm
    round: UUID
    accounts: dict[Role, Account]
    tokens: dict[Role, str]

    def client(self, role: Role | None, **headers: str) -> TestClient:
        """A program in a role, or one without a token."""
        return self.with_token(None if role is None else self.tokens[role], **headers)

    def with_token(self, token: str | None, **headers: str) -> TestClient:
        """A program with a token."""
        told = {} if token is None else {"Authorization": f"Bearer {token}"}
        program = TestClient(self.app, raise_server_exceptions=False, headers=told | headers)
        program.portal = self.serving.portal
        return program


@pytest.fixture(scope="session")
def advisor() -> Advisor:
    return default_advisor()


@pytest.fixture(scope="session")
def own_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pytest.MonkeyPatch]:
    """A database of its own, and so many calls a minute that only a test about the limit meets it."""
    folder: Path = tmp_path_factory.mktemp("api")
    with pytest.MonkeyPatch.context() as own:
        own.setenv(settings.database_url.name, f"sqlite:///{folder / 'api.sqlite3'}")
        own.setenv(settings.api_each_minute.name, "1000000")
        yield own


@pytest.fixture(scope="session")
def world(own_settings: pytest.MonkeyPatch, advisor: Advisor) -> Iterator[World]:
    store = open_store()
    counties = load_counties(advisor.root, advisor.bank)
    here, there = (known_firm(store, advisor, i, city) for i, city in enumerate(("nanchang", "jiujiang")))
    made = round_of_nanchang(store, "示例轮次")
    accounts, tokens = {}, {}
    for role in Role:
        area = NANCHANG if role is Role.CLERK else ""
        account = store.add_account(Person(f"示例{role.value}", f"示例{role.value}", role, area), None)
        if role in (Role.OWNER, Role.CONSULTANT):
            store.give_firm(account.id, here.firm)
        accounts[role] = store.account(account.id)
        tokens[role] = store.make_token(account.id, "示例系统", role, "", 30)[1]
    service = Service(lambda: store, lambda: advisor, lambda: counties, lambda: None)
    app = application(service)
    with TestClient(app) as serving:
        yield World(app, serving, store, here, there, made.id, accounts, tokens)
    store.close()


def round_of_nanchang(store: Store, name: str) -> Round:
    """A round that is open."""
    opens, closes = settings.now() - timedelta(days=1), settings.now() + timedelta(days=9)
    return store.create_round(name, ["miit"], settings.today(), ["nanchang"], opens, closes, "示例经办")


def known_firm(store: Store, advisor: Advisor, number: int, city: str) -> KnownFirm:
    """A firm that has answered and kept a result."""
    (record,) = records(advisor, 1, seed=number)
    record |= {"firm_name": f"示例企业{city}<b>", "city": city}
    firm, _ = store.find_or_create_firm(FirmIdentity(record["firm_name"], city=city), "staff")
    assessment, _ = store.create_assessment("zh")
    for fact, plain in record.items():
        store.save_answer(assessment.id, fact, read_answer(advisor.bank.facts[fact], plain), "self", "self", None)
    table, _ = AnswerTable.from_records(advisor.bank, [record], [str(assessment.id)])
    (advisory,) = advisor.advise(table, settings.today())
    store.freeze_result(assessment.id, advisory.model_dump(mode="json"), advisory.versions.model_dump(mode="json"))
    store.keep_standing(assessment.id, standing_of(advisory))
    store.finish(assessment.id)
    found = store.firm_of(assessment.id)
    assert found is not None and found.id == firm.id
    return KnownFirm(firm.id, assessment.id)
