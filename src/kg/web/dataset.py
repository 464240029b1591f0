"""What the data are called, and under which terms they may be used."""

from __future__ import annotations

from collections.abc import Mapping

from kg.namespaces import ID

TITLE: Mapping[str, str] = {
    "vi": "Hợp tác giữa các tỉnh của Việt Nam",
    "en": "Cooperation between the provinces of Viet Nam",
}
DESCRIPTION: Mapping[str, str] = {
    "vi": "Đồ thị tri thức về hợp tác giữa các tỉnh: ai thỏa thuận điều gì, với ai, khi nào, "
    "và những chữ nào của bài báo nào nói điều đó.",
    "en": "A knowledge graph of cooperation between provinces: who agreed what, with whom, "
    "when, and which words of which article say so.",
}
"""Language to text; every language of the pages is there."""
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
CREATOR = "VNRC contributors"
CREATOR_IRI = str(ID["organisation/vnrc-contributors"])
