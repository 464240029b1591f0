"""Where an IRI is on this site: the data keep their own base, links on pages stay here."""

from __future__ import annotations

from urllib.parse import quote, unquote

from flask import request

from kg.namespaces import BASE, ID

_SAFE = "/~!$&'()*+,;=:@#-._"


def local(iri: str, language: str) -> str | None:
    """Return the address, in `language`, of the page about `iri`; None where nothing can be shown.

    IRIs under the project's base lead to the page here, other web addresses to themselves. What a
    browser might run (`javascript:`) is None.
    """
    if iri.startswith(BASE):
        return f"{request.script_root}/{language}/{quote(iri.removeprefix(BASE), safe=_SAFE + '%')}"
    return iri if iri.startswith(("https://", "http://")) else None


def evidence(fact: str, language: str) -> str | None:
    """Return the address of the page with the evidence of the fact whose IRI is `fact`.

    A fact `…/id/statement/000-012` has it at `/{language}/evidence/statement/000-012`; None where
    `fact` is none of ours.
    """
    here = fact.removeprefix(str(ID))
    return local(f"{BASE}evidence/{here}", language) if here != fact else None


def slug(iri: str) -> str:
    """Return the last part of `iri` as words: what can be said of a thing without any label."""
    last = iri.rstrip("/#").replace("#", "/").rpartition("/")[2]
    return unquote(last).replace("-", " ").replace("_", " ") or iri
