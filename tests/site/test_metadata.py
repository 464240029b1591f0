"""What the head of a page tells search engines: schema.org as JSON-LD."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.servers import Server

BASE = "https://w3id.org/vnrc/id/"
SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def told(real: Server, path: str) -> dict[str, Any]:
    """Return the JSON-LD of a page; one script, an object of schema.org."""
    (script,) = SCRIPT.findall(real.request("GET", path, {"Accept": "text/html"}).text)
    content: dict[str, Any] = json.loads(script)
    assert content["@context"] == "https://schema.org"
    return content


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("agreement/hd-bg-mou-2020-2025", "CreativeWork"),
        ("article/001", "NewsArticle"),
        ("event/hd-bg-2019", "Event"),
        ("organisation/bao-hai-duong", "Organization"),
        ("person/bui-van-hai", "Person"),
        ("river/cau", "RiverBodyOfWater"),
        ("unit/bac-giang-1997", "AdministrativeArea"),
        ("statement/000-001", "Thing"),
    ],
)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_thing_is_of_the_class_of_its_kind_and_told_of_by_the_data(
    real: Server, language: str, name: str, kind: str
) -> None:
    content = told(real, f"/{language}/id/{name}")
    assert (content["@id"], content["@type"]) == (BASE + name, kind)
    assert content["name"]
    assert content["subjectOf"]["@type"] == "Dataset"
    assert "isPartOf" not in content


def test_an_article_says_when_it_appeared_where_it_is_from_and_what_it_is_about(
    real: Server,
) -> None:
    content = told(real, "/vi/id/article/001")
    assert content["datePublished"] == "2019-10-05T21:36:00"
    assert content["headline"] == content["name"]
    assert [item["name"] for item in content["sourceOrganization"]] == ["Báo Hải Dương"]
    about = {item["@id"].removeprefix(BASE) for item in content["about"]}
    assert about == {"unit/bac-giang-1997", "unit/hai-duong-1997", "event/hd-bg-2019"}


def test_a_day_is_told_only_where_it_is_certain(real: Server) -> None:
    assert told(real, "/en/id/event/hd-bg-2019")["startDate"] == "2019-10-05"
    assert "startDate" not in told(real, "/en/id/event/bg-bn-signing")


def test_only_an_exact_item_is_the_same(real: Server) -> None:
    same = told(real, "/en/id/unit/bac-giang-1997")["sameAs"]
    assert same == ["http://www.wikidata.org/entity/Q36367"]
    assert "sameAs" not in told(real, "/en/id/unit/bac-ninh-2025")


def test_the_page_of_the_data_describes_them_as_a_data_set(real: Server) -> None:
    content = told(real, "/en/data")
    assert content["@type"] == "Dataset"
    assert content["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert len(content["description"]) > 50
    files = {item["encodingFormat"]: item["contentUrl"] for item in content["distribution"]}
    assert set(files) == {"text/turtle", "application/n-quads"}
    for address in files.values():
        assert real.request("HEAD", address.removeprefix(real.url.rstrip("/"))).status == 200
