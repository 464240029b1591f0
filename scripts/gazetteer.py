"""Write the two tables of the gazetteer, `units.yaml` and `districts.yaml`, of `kg.read`.

Provinces come from data/entities/units.ttl; their districts of before 1 July 2025 from the tables
of vietnamadminunits (MIT licence, https://github.com/tranngocminhhieu/vietnamadminunits), which is
needed only to run this: `pip install vietnamadminunits`, then `python scripts/gazetteer.py`.
"""

from __future__ import annotations

import importlib.util
import re
import sqlite3
from collections import defaultdict
from pathlib import Path

import yaml
from rdflib import RDF, RDFS, Graph, URIRef

from kg.namespaces import ID, VNRC

ROOT = Path(__file__).resolve().parent.parent
RULES = ROOT / "src/kg/read/rules"
KINDS = {VNRC.Province: "tỉnh", VNRC.Municipality: "thành phố"}
_FROM = re.compile(r"từ (?:(\d+)/(\d+)/(\d{4})|năm (\d{4}))")
_UNTIL = re.compile(r"đến (?:(\d+)/(\d+)/(\d{4})|năm (\d{4}))")


def units() -> list[dict[str, str]]:
    """Return each legal existence of a province: key, name, kind, first and last day if known."""
    graph = Graph().parse(ROOT / "data/entities/units.ttl", format="turtle")
    found = []
    for unit, kind in sorted(graph.subject_objects(RDF.type)):
        if not isinstance(unit, URIRef) or not isinstance(kind, URIRef) or kind not in KINDS:
            continue
        name = _vietnamese(graph, unit, RDFS.label)
        comment = _vietnamese(graph, unit, RDFS.comment)
        row = {"key": unit.removeprefix(f"{ID}unit/"), "name": re.sub(r" \(từ \d+\)", "", name)}
        row["kind"] = KINDS[kind]
        if match := _FROM.search(comment):
            row["from"] = _day(match, "01-01")
        if match := _UNTIL.search(comment):
            row["until"] = _day(match, "12-31")
        found.append(row)
    return found


def _vietnamese(graph: Graph, unit: URIRef, term: URIRef) -> str:
    return next(str(o) for o in graph.objects(unit, term) if getattr(o, "language", "") == "vi")


def _day(match: re.Match[str], of_year: str) -> str:
    day, month, year, bare = match.groups()
    return f"{bare}-{of_year}" if bare else f"{year}-{int(month):02}-{int(day):02}"


def districts() -> dict[str, dict[str, list[str]]]:
    """Return the names of districts by province and kind."""
    spec = importlib.util.find_spec("vietnamadminunits")
    if spec is None or spec.origin is None:
        raise SystemExit("vietnamadminunits is not installed: pip install vietnamadminunits")
    tables = Path(spec.origin).parent / "data/dataset.db"
    query = "SELECT DISTINCT provinceShort, districtType, districtShort FROM admin_units_legacy"
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for province, kind, name in sqlite3.connect(tables).execute(query):
        if not any(letter.isdigit() for letter in name):
            found[province][kind.lower()].append(name)
    return {
        province: {kind: sorted(names) for kind, names in sorted(kinds.items())}
        for province, kinds in sorted(found.items())
    }


def main() -> None:
    """Write both files."""
    for name, rows in (("units", units()), ("districts", districts())):
        text = yaml.safe_dump(rows, allow_unicode=True, sort_keys=False, width=100)
        head = "# Written by scripts/gazetteer.py; do not edit.\n"
        (RULES / f"{name}.yaml").write_text(head + text, encoding="utf-8")


if __name__ == "__main__":
    main()
