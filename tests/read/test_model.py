"""The example of a second extractor, against a server of our own that speaks the same interface."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from kg.errors import KgError
from kg.read.model import read
from kg.read.reader import read as read_by_rules

TEXT = """Lạng Sơn và Cao Bằng ký kết

Ngày 1/2, ông Nông Văn Ba, Chủ tịch UBND tỉnh Lạng Sơn ký thỏa thuận hợp tác giữa tỉnh Lạng Sơn và
tỉnh Cao Bằng giai đoạn 2023 - 2025.
"""
OFFICE = {
    "title": "Chủ tịch UBND tỉnh",
    "province": "Lạng Sơn",
    "quote": "ông Nông Văn Ba, Chủ tịch UBND tỉnh Lạng Sơn",
}
AGREEMENT = {
    "kind": "cooperation-agreement",
    "parties": ["Lạng Sơn", "tỉnh Cao Bằng"],
    "first_year": 2023,
    "last_year": 2025,
    "status": "new",
    "quote": "tỉnh Cao Bằng giai đoạn 2023 - 2025",
}


class Model(ThreadingHTTPServer):
    """Answers every question with `content`, and keeps what it was asked."""

    content: str = "{}"
    status: int = 200
    asked: list[tuple[str, str | None, dict[str, Any]]]


class Handler(BaseHTTPRequestHandler):
    server: Model

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, self.headers.get("Authorization"), body))
        answer = {"choices": [{"message": {"content": self.server.content}}]}
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Iterator[Model]:
    with Model(("127.0.0.1", 0), Handler) as server:
        server.asked = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("KG_MODEL_URL", f"http://127.0.0.1:{server.server_port}/v1")
        monkeypatch.setenv("KG_MODEL_KEY", "a-key")
        monkeypatch.setenv("KG_MODEL_NAME", "a-model")
        yield server
        server.shutdown()


def answer(persons: list[dict[str, Any]], agreements: list[dict[str, Any]]) -> str:
    return json.dumps({"persons": persons, "agreements": agreements})


def test_it_is_off_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KG_MODEL_URL", raising=False)
    with pytest.raises(KgError, match="KG_MODEL_URL"):
        read(TEXT)


def test_what_it_can_point_to_is_drafted(model: Model) -> None:
    model.content = answer([{"name": "Nông Văn Ba", "offices": [OFFICE]}], [AGREEMENT])
    draft = read(TEXT)
    (person,) = draft.persons
    assert person.span.of(TEXT) == "Nông Văn Ba"
    assert [(o.title, o.unit) for o in person.offices] == [("Chủ tịch UBND tỉnh", "lang-son")]
    (agreement,) = draft.agreements
    assert agreement.parties == ("lang-son", "cao-bang")
    assert agreement.period is not None
    assert agreement.period.edtf == "2023/2025"
    assert agreement.span.of(TEXT) == AGREEMENT["quote"]


def test_the_rest_of_the_draft_is_that_of_the_rules(model: Model) -> None:
    model.content = answer([], [])
    draft, rules = read(TEXT), read_by_rules(TEXT)
    assert (draft.units, draft.times, draft.areas) == (rules.units, rules.times, rules.areas)
    assert draft.persons == ()


@pytest.mark.parametrize(
    ("person", "agreement"),
    [
        ({"name": "Người Không Có"}, {"quote": "câu này không có trong bài"}),
        ({"offices": [OFFICE | {"quote": "câu này không có"}]}, {"parties": ["Lạng Sơn", "Huế"]}),
        ({"offices": [OFFICE | {"province": "Hà Nội"}]}, {"parties": ["Lạng Sơn", "Vân Nam"]}),
    ],
)
def test_what_it_cannot_point_to_is_dropped(
    model: Model, person: dict[str, Any], agreement: dict[str, Any]
) -> None:
    told = {"name": "Nông Văn Ba", "offices": [OFFICE]} | person
    model.content = answer([told], [AGREEMENT | agreement])
    draft = read(TEXT)
    assert (draft.persons, draft.agreements) == ((), ())


def test_a_year_that_the_words_do_not_give_is_dropped(model: Model) -> None:
    model.content = answer([], [AGREEMENT | {"last_year": 2030}])
    (agreement,) = read(TEXT).agreements
    assert agreement.period is None


@pytest.mark.parametrize(
    "content", ["no JSON", '{"persons": []}', '{"persons": 1, "agreements": []}']
)
def test_an_answer_out_of_form_is_refused(model: Model, content: str) -> None:
    model.content = content
    with pytest.raises(KgError, match="answers"):
        read(TEXT)


def test_an_error_of_the_server_is_told(model: Model) -> None:
    model.status = 500
    with pytest.raises(KgError, match="answers 500"):
        read(TEXT)


def test_it_asks_with_the_key_for_an_answer_of_the_schema(model: Model) -> None:
    model.content = answer([], [])
    read(TEXT)
    ((path, key, body),) = model.asked
    assert (path, key, body["model"]) == ("/v1/chat/completions", "Bearer a-key", "a-model")
    assert body["response_format"]["json_schema"]["schema"]["required"] == ["persons", "agreements"]
