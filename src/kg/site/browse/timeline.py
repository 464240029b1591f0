"""A selection in time: its things as a table under bars of years, or each as a bar or a mark."""

from __future__ import annotations

from kg.figures.timeline import Row, timeline
from kg.site.browse import items
from kg.site.browse.facets import years
from kg.site.browse.state import State
from kg.site.browse.view import View


def of_table(state: State) -> View:
    """Return the things of the page, under how many there are in each year."""
    return View(years(state), lambda: items.data(state), items.items(state))


def of_timeline(state: State) -> View:
    """Return the things of the page on an axis of years."""
    found = items.items(state)
    title = state.say("browse.timeline_title", title=state.title)
    figure = timeline("timeline", title, _description(state, found), [_row(i) for i in found])
    return View(
        figure if found else None, lambda: items.data(state), found, notes=_notes(state, found)
    )


def _row(item: items.Item) -> Row:
    time = item.time
    return Row(
        label=item.thing.label.text,
        words=item.when.label.text,
        address=item.thing.address,
        earliest=time.earliest if time else None,
        latest=time.latest if time else None,
        period=bool(time and time.lasting),
        open_ended=bool(time and time.open_ended),
    )


def _description(state: State, found: list[items.Item]) -> str:
    words = "; ".join(f"{item.thing.label.text}: {item.when.label.text}" for item in found[:10])
    return state.say("browse.timeline_says", things=state.counted(state.count), words=words)


def _notes(state: State, found: list[items.Item]) -> list[str]:
    """Return the legend: only of the marks that are there."""
    times = [item.time for item in found if item.time]
    moments = [time for time in times if not time.lasting]
    there = {
        "browse.legend_period": len(moments) < len(times),
        "browse.legend_onward": any(time.open_ended for time in times),
        "browse.legend_day": any(time.earliest == time.latest for time in moments),
        "browse.legend_between": any(time.earliest != time.latest for time in moments),
        "browse.legend_undated": len(times) < len(found),
    }
    return [state.say(name) for name, shown in there.items() if shown]
