from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import ConfigError, EngineError
from kg.store.remote import virtuoso
from kg.store.remote.address import Addresses, Credentials, beside, checked
from kg.store.remote.virtuoso_text import with_wide_strings


@pytest.mark.parametrize(
    "url",
    ["", "host", "ftp://host/", "http://", "http://host:x/", "http://host/?query=", "file:///etc"],
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(ConfigError):
        checked(url)


def test_credentials_in_an_address_are_refused_and_not_shown() -> None:
    with pytest.raises(ConfigError) as raised:
        checked("http://user:secret@host/sparql")
    assert "secret" not in str(raised.value)
    assert "KG_STORE_USER" in str(raised.value)


def test_the_other_addresses_are_relative_to_that_for_queries() -> None:
    assert beside("http://h/ds/query", "update", "/data") == Addresses(
        "http://h/ds/query", "http://h/ds/update", "http://h/data"
    )
    expected = Addresses(
        "http://h:8890/sparql", "http://h:8890/sparql-auth", "http://h:8890/sparql-graph-crud-auth"
    )
    for url in ("http://h:8890", "http://h:8890/", "http://h:8890/sparql"):
        assert virtuoso.addresses(url) == expected


def test_credentials_come_from_the_environment_or_a_file_and_do_not_show(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("secret\n", encoding="utf-8")
    found = Credentials.load({"KG_STORE_USER": "u", "KG_STORE_PASSWORD_FILE": str(file)})
    assert found == Credentials.load({"KG_STORE_USER": "u", "KG_STORE_PASSWORD": "secret"})
    assert found is not None
    assert "secret" not in repr(found)
    assert Credentials.load({}) is None


@pytest.mark.parametrize("more", [{}, {"KG_STORE_PASSWORD_FILE": "/nowhere"}])
def test_a_user_without_a_password_is_an_error(more: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match="PASSWORD"):
        Credentials.load({"KG_STORE_USER": "u", **more})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('SELECT (CONCAT("đ", "a") AS ?x) {}', 'SELECT (CONCAT(STR("đ"@x), "a") AS ?x) {}'),
        ('ASK { FILTER((?o = "đ")) }', 'ASK { FILTER((?o = STR("đ"@x))) }'),
        (r'ASK { FILTER(?o IN ("\u0111")) }', r'ASK { FILTER(?o IN (STR("\u0111"@x))) }'),
        ('ASK { ?s ?p "đ" }', None),
        ('ASK { ?s a ("đ") }', None),
        ('ASK { VALUES (?x) { ("đ") } }', None),
        ('ASK { FILTER(?o = "đ"@vi) }', None),
        ('ASK { FILTER EXISTS { ?s ?p "đ" } }', None),
        ('SELECT (GROUP_CONCAT(?x; SEPARATOR="–") AS ?y) {}', None),
    ],
)
def test_strings_that_virtuoso_damages_are_said_otherwise_only_in_expressions(
    text: str, expected: str | None
) -> None:
    assert with_wide_strings(text) == (expected or text)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("http://db.inside:81/query cannot be reached", "the engine cannot be reached"),
        ("http://db.inside:81/ answered 500", "http://the engine/ answered 500"),
        ("no certificate of 'db.inside'", "no certificate of 'the engine'"),
        ("db.insider and mydb.inside", "db.insider and mydb.inside"),
    ],
)
def test_where_the_engine_is_can_be_hidden(said: str, shown: str) -> None:
    url = "http://db.inside:81/query"
    addresses = Addresses(url, url.replace("query", "update"), url.replace("query", "data"))
    assert str(addresses.hide(EngineError(said))) == shown
