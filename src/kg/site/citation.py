"""How to cite a thing, a figure or the whole: APA, BibTeX, RIS and CSL-JSON.

APA: Publication Manual, 7th edition, 10.9 (data sets). RIS: Research Information Systems' format
specifications. CSL-JSON: https://github.com/citation-style-language/schema, `csl-data.json`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from flask import request
from werkzeug.urls import iri_to_uri

from kg.site.labels import plain
from kg.site.texts import text
from kg.web.dataset import CREATOR, TITLE
from kg.web.site import site

_BIBTEX_ESCAPES = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{character: "\\" + character for character in "{}$&#_%"},
}
_KEY_LENGTH = 8


@dataclass(frozen=True, kw_only=True)
class Citation:
    """What a page cites itself as.

    `title` is what it is about, in `language`; None stands for the whole graph. `address` is the
    permanent one, absolute. `snapshot` names the data that were shown, `made` the day they are of.
    """

    title: str | None
    language: str
    address: str
    snapshot: str
    made: date

    @property
    def author(self) -> str:
        """Who made the graph."""
        return CREATOR

    @property
    def whole(self) -> str:
        """The title of the whole graph."""
        return TITLE[self.language]

    @property
    def name(self) -> str:
        """The title of what is cited, in one line and one direction of writing."""
        return " ".join(plain(self.title).split()) if self.title else self.whole

    @property
    def part(self) -> bool:
        """Whether a part of the graph is cited."""
        return self.name != self.whole

    @property
    def key(self) -> str:
        """A name for lists of references: the same address and snapshot have the same."""
        seen = hashlib.sha256(f"{self.address}\n{self.snapshot}".encode()).hexdigest()
        return f"vnrc-{self.made.year}-{seen[:_KEY_LENGTH]}"


def of_page(language: str, title: str | None = None, *, address: str | None = None) -> Citation:
    """Return how to cite the present page, with the snapshot that it shows.

    `address` is the permanent one of what it is about, where there is one beside its own.
    """
    manifest = site().pool.snapshot.manifest
    return Citation(
        title=title,
        language=language,
        address=address or _here(),
        snapshot=manifest.id,
        made=date.fromisoformat(manifest.created[:10]),
    )


def _here() -> str:
    """Return the address of the present page without what asks for its reference."""
    kept = [item for item in request.args.items(multi=True) if item[0] != "cite"]
    return iri_to_uri(request.base_url) + (f"?{urlencode(kept)}" if kept else "")


def apa(citation: Citation) -> str:
    """Return the reference in APA style, without italics."""
    kind = text(citation.language, "citation.data_set")
    version = text(citation.language, "citation.version", snapshot=citation.snapshot)
    within = text(citation.language, "citation.within", title=citation.whole)
    title = f"{citation.name}. {within}" if citation.part else citation.name
    by = f"{citation.author}. ({citation.made.year})"
    return f"{by}. {title} ({version}) [{kind}]. {citation.address}"


def bibtex(citation: Citation) -> str:
    """Return the reference as an entry of BibTeX, in UTF-8."""
    fields = {
        "author": f"{{{_escaped(citation.author)}}}",
        "title": f"{{{_escaped(citation.name)}}}",
        **({"howpublished": _escaped(citation.whole)} if citation.part else {}),
        "year": str(citation.made.year),
        "month": str(citation.made.month),
        "version": citation.snapshot,
        "note": f"Snapshot {citation.snapshot}",
        "url": citation.address.replace("{", "%7B").replace("}", "%7D"),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{{citation.key},\n{lines}}}\n"


def ris(citation: Citation) -> str:
    """Return the reference in RIS, its lines ended by CR and LF."""
    fields = [
        ("TY", "DATA"),
        ("AU", citation.author),
        ("TI", citation.name),
        *([("T2", citation.whole)] if citation.part else []),
        ("PY", str(citation.made.year)),
        ("DA", citation.made.strftime("%Y/%m/%d/")),
        ("ET", citation.snapshot),
        ("LA", citation.language),
        ("UR", citation.address),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in fields)


def csl_json(citation: Citation) -> str:
    """Return the reference as an array of one item in CSL-JSON."""
    item = {
        "id": citation.key,
        "type": "dataset",
        "title": citation.name,
        **({"container-title": citation.whole} if citation.part else {}),
        "author": [{"literal": citation.author}],
        "issued": {"date-parts": [[citation.made.year, citation.made.month, citation.made.day]]},
        "version": citation.snapshot,
        "URL": citation.address,
        "language": citation.language,
    }
    return json.dumps([item], ensure_ascii=False, indent=2) + "\n"


@dataclass(frozen=True)
class Style:
    """A form of reference: its name, how it is written, the media type and ending of a file."""

    name: str
    write: Callable[[Citation], str]
    media_type: str
    extension: str


STYLES: Mapping[str, Style] = {
    "apa": Style("APA", apa, "text/plain", "txt"),
    "bibtex": Style("BibTeX", bibtex, "application/x-bibtex", "bib"),
    "ris": Style("RIS", ris, "application/x-research-info-systems", "ris"),
    "csl": Style("CSL-JSON", csl_json, "application/vnd.citationstyles.csl+json", "json"),
}
"""The value of `cite=` in the address of a page to the style it asks for."""


def _escaped(value: str) -> str:
    return re.sub(r"[\\~^{}$&#_%]", lambda found: _BIBTEX_ESCAPES[found[0]], value)
