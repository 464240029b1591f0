"""A scoring as text for people, as JSON and as CSV for machines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence

from kg.score.items import Item, Measure
from kg.score.match import Outcome
from kg.score.scoring import Scoring
from kg.score.tally import Count, difference, macro, micro
from kg.text.display import displayable

_WIDTH = max(map(len, Measure))


def write_text(scorings: Sequence[Scoring]) -> str:
    """Return the figures of each scoring, all articles first, and everything that differs.

    With two scorings, how far they are apart stands between: the difference of F1 with its 95 %
    interval.
    """
    parts = [
        "\n".join([f"{scoring.name}\n", *_table(scoring), "", *_articles(scoring)])
        for scoring in scorings
    ]
    if len(scorings) > 1:
        parts.append("\n".join(_differences(*scorings[:2])))
    parts += ["\n".join(_confusions(scoring)) for scoring in scorings]
    return displayable("\n\n".join(part for part in parts if part)) + "\n"


def _table(scoring: Scoring) -> Iterator[str]:
    articles = scoring.counts().values()
    yield (
        f"{'':{_WIDTH}}  precision  recall     F1  mean F1   found  missed  spurious"
        f"   ({len(articles)} articles)"
    )
    for measure in Measure:
        count = micro(articles, measure)
        yield (
            f"{measure:{_WIDTH}}  {_figure(count.precision):>9}  {_figure(count.recall):>6}"
            f"  {_figure(count.f1):>5}  {_figure(macro(articles, measure)):>7}"
            f"  {count.found:>6}  {count.missed:>6}  {count.spurious:>8}"
        )


def _articles(scoring: Scoring) -> Iterator[str]:
    articles = scoring.counts()
    width = max(map(len, articles), default=0)
    yield f"F1 by article{'':{max(0, width - 13)}}"
    for measure in Measure:
        cells = [
            f"{article} {_figure(counts[measure].f1)}"
            for article, counts in articles.items()
            if counts[measure].f1 is not None
        ]
        yield f"  {measure:{_WIDTH}}  {'  '.join(cells) or '–'}"


def _differences(ours: Scoring, theirs: Scoring) -> Iterator[str]:
    yield f"F1 of {ours.name} less that of {theirs.name}, and its 95 % interval"
    for measure in Measure:
        if gap := difference(ours.counts(), theirs.counts(), measure):
            yield f"  {measure:{_WIDTH}}  {gap[0]:+.3f}  [{gap[1]:+.3f}, {gap[2]:+.3f}]"


def _confusions(scoring: Scoring) -> Iterator[str]:
    yield f"What differs in {scoring.name}"
    for article in scoring.undrafted:
        yield f"  {article}: no draft"
    for article, shown in scoring.traps:
        yield f"  {article}: an agreement where there is none: {shown}"
    for outcome in scoring.outcomes:
        for kind, gold, draft in differing(outcome):
            what = f"{outcome.article}  {outcome.measure:{_WIDTH}}  {kind:8}"
            yield f"  {what}  {_shown(gold, draft)}"


def differing(outcome: Outcome) -> Iterator[tuple[str, Item | None, Item | None]]:
    """Yield what differs: `wrong` with both sides, `missed` with the gold, `spurious` the draft."""
    paired = [item for pair in outcome.wrong for item in pair]
    yield from (("wrong", gold, draft) for gold, draft in outcome.wrong)
    yield from (("missed", item, None) for item in outcome.missed if item not in paired)
    yield from (("spurious", None, item) for item in outcome.spurious if item not in paired)


def _shown(gold: Item | None, draft: Item | None) -> str:
    words = [
        f"{item.shown} [{item.place[0]}–{item.place[1]}]" if item.place else item.shown
        for item in (gold, draft)
        if item
    ]
    return "  drafted as  ".join(words)


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def write_json(scorings: Sequence[Scoring]) -> str:
    """Return all that the text says, as one JSON object a line-broken document."""
    content = {"scorings": [_described(scoring) for scoring in scorings]}
    if len(scorings) > 1:
        ours, theirs = (scoring.counts() for scoring in scorings[:2])
        content["differences"] = [
            {"measure": measure, "f1": gap[0], "low": gap[1], "high": gap[2]}
            for measure in Measure
            if (gap := difference(ours, theirs, measure))
        ]
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _described(scoring: Scoring) -> dict[str, object]:
    return {
        "name": scoring.name,
        "undrafted": scoring.undrafted,
        "traps": [{"article": article, "draft": shown} for article, shown in scoring.traps],
        "figures": [*_rows(scoring)],
        "differing": [
            {
                "article": outcome.article,
                "measure": outcome.measure,
                "kind": kind,
                "gold": gold.shown if gold else None,
                "draft": draft.shown if draft else None,
                "place": next((item.place for item in (draft, gold) if item and item.place), None),
            }
            for outcome in scoring.outcomes
            for kind, gold, draft in differing(outcome)
        ],
    }


def _rows(scoring: Scoring) -> Iterator[dict[str, object]]:
    """Yield the figures of each article, then those of all articles together (micro, macro)."""
    articles = scoring.counts()
    for measure in Measure:
        for article, counts in articles.items():
            yield {"article": article, "measure": measure, **_numbers(counts[measure])}
        whole = micro(articles.values(), measure)
        mean = macro(articles.values(), measure)
        yield {"article": "all", "measure": measure, **_numbers(whole), "mean_f1": mean}


def _numbers(count: Count) -> dict[str, object]:
    return {
        "found": count.found,
        "missed": count.missed,
        "spurious": count.spurious,
        "precision": count.precision,
        "recall": count.recall,
        "f1": count.f1,
    }


def write_csv(scorings: Sequence[Scoring]) -> str:
    """Return one row for each scoring, measure and article; the article `all` is all together."""
    out = io.StringIO()
    columns = ["drafts", "article", "measure", *_numbers(Count()), "mean_f1"]
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    for scoring in scorings:
        writer.writerows({"drafts": scoring.name, **row} for row in _rows(scoring))
    return out.getvalue()


FORMATS = {"text": write_text, "json": write_json, "csv": write_csv}
