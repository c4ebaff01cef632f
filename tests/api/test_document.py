"""The OpenAPI document: as it is stored, true to what the interface does, and enough to write a client from."""

from __future__ import annotations

import json
import re
import runpy
import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.generation import GenerationMode
from starlette.testclient import TestClient

from assessment.api.application import OPENAPI
from assessment.api.document import STORED, as_text
from assessment.permissions import Role
from tests.api.conftest import World
from tests.api.test_matrix import DOCUMENT
from tests.conftest import ROOT

load_all_checks()
# What a random request is refused for (an id that is not there) is no fault; tokens are walked by the matrix.
LEFT_OUT = ("positive_data_acceptance", "ignored_auth", "use_after_free", "ensure_resource_availability")
WANTED = [
    CHECKS.get_one(name) for name in CHECKS.get_all_names() if name not in (*LEFT_OUT, "object_level_authorization")
]
OPERATIONS = [(method, path) for path, methods in DOCUMENT["paths"].items() for method in methods]


def test_the_stored_document_is_what_the_code_says():
    assert STORED.read_text(encoding="utf-8") == as_text(), "run: python -m assessment.api.document"
    assert DOCUMENT["openapi"].startswith("3.1.")


def test_the_document_names_its_version_and_nothing_outside(world: World):
    answer = world.client(None).get(OPENAPI)
    assert answer.status_code == 200 and answer.json()["info"]["version"].count(".") == 2
    assert "://" not in answer.text.replace("https://www.rfc-editor.org", "")
    for page in ("/docs", "/redoc", "/v1/docs"):
        assert world.client(None).get(page).status_code == 404


@pytest.fixture(scope="module")
def schema(world: World) -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_asgi(OPENAPI, world.app)


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_the_interface_keeps_to_its_document_whatever_is_sent(
    world: World, schema: schemathesis.BaseSchema, method: str, path: str
):
    """Requests made from the document, right ones and wrong ones: never a fault of ours, never an unnamed answer."""
    operation = schema[path][method]
    token = {"Authorization": f"Bearer {world.tokens[Role.ADMINISTRATOR]}"}
    for mode, tries in ((GenerationMode.POSITIVE, 1), (GenerationMode.NEGATIVE, 2)):

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=tries,
            derandomize=True,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def tried(case: schemathesis.Case) -> None:
            case.call_and_validate(headers=token, checks=WANTED)

        tried()


class ByDocument:
    """A client that knows the stored document and nothing else of the interface."""

    def __init__(self, program: TestClient):
        self.program = program
        self.operations = {
            told["operationId"].partition("_v1_")[0]: (method, path, told)
            for path, methods in json.loads(STORED.read_text(encoding="utf-8"))["paths"].items()
            for method, told in methods.items()
        }

    def do(self, name: str, body: object = None, *, tag: str = "", **given: object) -> httpx.Response:
        """One operation by its name; every answer is one that the document foresees."""
        method, path, told = self.operations[name]
        places = {one["name"]: one["in"] for one in told["parameters"]}
        query = {key: value for key, value in given.items() if places[key] == "query"}
        filled = path.format(**{key: value for key, value in given.items() if places[key] == "path"})
        headers = {"If-Match": tag} if tag else {}
        got = self.program.request(method, filled, params=query, json=body, headers=headers)
        assert str(got.status_code) in told["responses"], (name, got.text)
        return got


def test_a_client_made_of_the_document_alone_goes_from_a_firm_to_its_verified_answer(world: World):
    owner, consultant = (ByDocument(world.client(role)) for role in (Role.OWNER, Role.CONSULTANT))
    firm = owner.do("list_firms", limit=1).json()["firms"][0]["id"]
    begun = owner.do("begin_assessment", {"firm": firm, "round": str(world.round)})
    assert begun.status_code == 201, begun.text
    assert (begun.json()["round"], begun.json()["firm"]) == (str(world.round), firm)
    own = begun.json()["id"]
    known = owner.do("read_answers", assessment_id=own).json()["answers"]
    assert {one["question"] for one in known} == {"firm_name", "city", "chain"}, (
        "what is known of the firm needs no answer"
    )
    read = owner.do("read_one_answer", assessment_id=own, question="employees")
    where = {"assessment_id": own, "question": "employees"}
    given = owner.do("give_answer", {"answer": 51}, tag=read.headers["ETag"], **where)
    assert given.json()["reported"]["answer"] == 51
    seen = consultant.do("verify_answer", {"answer": 48, "reason": "示例：工资表上 48 人"}, tag="*", **where)
    assert (seen.json()["reported"]["answer"], seen.json()["verified"]["answer"]) == (51, 48)
    late = consultant.do("verify_answer", {"answer": 47}, tag=given.headers["ETag"], **where)
    assert late.status_code == 412, "somebody has verified since"
    (said,) = world.store.remarks(UUID(own))
    assert (said.kind, said.text, said.by) == ("reason", "示例：工资表上 48 人", "示例consultant")
    wrong = consultant.do("verify_answer", {"answer": "many"}, tag="*", **where)
    assert wrong.status_code == 422 and wrong.json()["errors"][0]["where"] == "employees"
    assert owner.do("begin_assessment", {"firm": firm, "round": str(uuid4())}).status_code == 404
    world.store.delete_assessment(UUID(own))


@pytest.fixture
def address(world: World) -> Iterator[str]:
    """The interface on a port of this machine."""
    server = uvicorn.Server(uvicorn.Config(world.app, port=0, log_level="warning", lifespan="off"))
    server.config.load()
    socket = server.config.bind_socket()
    thread = threading.Thread(target=server.run, kwargs={"sockets": [socket]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{socket.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


def test_the_client_of_the_guide_works_and_has_twenty_lines(
    world: World, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    (client,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert len([line for line in client.splitlines() if line.strip()]) <= 20
    (tmp_path / "client.py").write_text(client, encoding="utf-8")
    monkeypatch.setenv("GANQI_API", f"{address}/v1")
    monkeypatch.setenv("GANQI_TOKEN", world.tokens[Role.CLERK])
    monkeypatch.chdir(tmp_path)
    runpy.run_path(str(tmp_path / "client.py"), run_name="__main__")
    told = capsys.readouterr().out
    assert "示例企业nanchang" in told and "示例企业jiujiang" not in told
    assert (tmp_path / f"{world.here.assessment}.pdf").read_bytes()[:5] == b"%PDF-"


def test_the_guide_names_every_kind_of_problem():
    kinds = set(
        re.findall(r'"([a-z]+(?:-[a-z]+)+)"', (ROOT / "assessment/api/refusing.py").read_text(encoding="utf-8"))
    )
    for path in (ROOT / "assessment" / "api").glob("*.py"):
        kinds |= set(re.findall(r'RequestRefused\(\s*\d+,\s*"([a-z-]+)"', path.read_text(encoding="utf-8")))
    named = set(re.findall(r"^\| `([a-z-]+)` \|", (ROOT / "docs" / "api.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert kinds - named - {"accept-language", "no-store"} == set()
    assert {"invalid", "failed", "refused", "unavailable"} <= named
