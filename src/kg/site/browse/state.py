"""What a page of the browser shows: a selection, a view, a part of it; all of it in its address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from urllib.parse import urlencode

from flask import url_for
from pyoxigraph import NamedNode
from werkzeug.datastructures import MultiDict

from kg.site.addresses import local
from kg.site.labels import Labels, look_up
from kg.site.selection.choice import Filter, Selection, bad_request, read
from kg.site.selection.index import Index
from kg.site.selection.keeper import IndexKeeper
from kg.site.selection.subjects import PROVINCE
from kg.site.texts import text

VIEWS = ("table", "map", "timeline", "network", "matrix")
PAGE = 50
"""Things on one page."""

_MOST_PAGE = 10**6


@dataclass(frozen=True)
class State:
    """A selection in a view, for a reader of `language`.

    `page` counts from 1; on a map, `whole` shows the country and not only what is counted.
    """

    language: str
    selection: Selection
    index: Index
    view: str
    page: int = 1
    whole: bool = False

    @cached_property
    def found(self) -> int:
        """The set of things selected."""
        return self.index.chosen(self.selection)

    @cached_property
    def count(self) -> int:
        """How many are selected."""
        return self.found.bit_count()

    @property
    def pages(self) -> int:
        """How many pages they fill, one at least."""
        return max(-(-self.count // PAGE), 1)

    @cached_property
    def things(self) -> list[str]:
        """The things of this page, in order of time."""
        return self.index.listed(self.found, (self.page - 1) * PAGE, PAGE)

    def url(
        self,
        selection: Selection | None = None,
        *,
        view: str | None = None,
        page: int = 1,
        whole: bool | None = None,
        file: str | None = None,
    ) -> str:
        """Return the address of this page, with what is given in place of its own.

        `file` is the ending of the address of a download.
        """
        pairs = [*(selection or self.selection).pairs, ("view", view or self.view)]
        pairs += [("page", str(page))] if page > 1 else []
        pairs += [("extent", "country")] if (self.whole if whole is None else whole) else []
        return f"{self._base}{f'.{file}' if file else ''}?{urlencode(pairs)}"

    @cached_property
    def _base(self) -> str:
        return url_for("browse.browse", language=self.language)

    def seen(self, *, present: bool) -> Selection:
        """Return the selection with units as they are now, or as they were.

        A province chosen becomes what it is now; one that only is now has no single one before.
        """
        then = self.selection.values(PROVINCE)
        if present:
            kept = [later for unit in then for later in self.index.present.get(unit, [unit])]
        else:
            kept = [unit for unit in then if unit in self.index.sets(PROVINCE, present=False)]
        chosen = self.selection.only(PROVINCE, *dict.fromkeys(kept))
        return replace(chosen, present=present)

    def leads_to(self, selection: Selection, count: int) -> str:
        """Return where a mark leads that stands for `count` things, those of `selection`.

        One alone has its own page; several are a table.
        """
        if count == 1:
            alone = self.index.listed(self.index.chosen(selection))
            if len(alone) == 1:
                return self.thing(alone[0])
        return self.url(selection, view="table", whole=False)

    def thing(self, iri: str) -> str:
        """Return the address of the page about a thing of the project."""
        return local(iri, self.language) or ""

    def counted(self, count: int) -> str:
        """Return `count` with the word for what is counted: “4 thỏa thuận”."""
        return _counted(self.language, self.selection.subject.name, count)

    def say(self, name: str, **values: str | float) -> str:
        """Return a text of the interface."""
        return text(self.language, name, **values)

    @cached_property
    def chosen_labels(self) -> Labels:
        """The labels of what was chosen."""
        return look_up(self.language, [item.value for item in self.selection.filters if item.value])

    def name(self, item: Filter) -> str:
        """Return what a filter is called: the label of its value, or its years."""
        if item.value:
            return self.chosen_labels[item.value].text
        first, last = self.selection.first, self.selection.last
        if first is not None and last is not None:
            return str(first) if first == last else f"{first}–{last}"
        name = "browse.since" if last is None else "browse.until"
        return self.say(name, year=str(first if last is None else last))

    @cached_property
    def title(self) -> str:
        """What is shown, in words: the subject and all filters."""
        filters = "; ".join(self.name(item) for item in self.selection.filters)
        subject = self.say(f"browse.subject_{self.selection.subject.name}")
        return f"{subject}: {filters}" if filters else subject


def of_request(language: str, arguments: MultiDict[str, str], keeper: IndexKeeper) -> State:
    """Return the state that an address asks for; raises Problem or QueryError."""
    selection = read(arguments)
    view = arguments.get("view") or VIEWS[0]
    if view not in VIEWS:
        raise bad_request(f"`view` is {view[:40]!r}; use one of {', '.join(VIEWS)}")
    page = arguments.get("page") or "1"
    if not (page.isascii() and page.isdigit() and 1 <= int(page[:9]) <= _MOST_PAGE):
        raise bad_request(f"`page` is {page[:40]!r}; use a number from 1")
    whole = arguments.get("extent") == "country"
    index = keeper.of(selection.subject)
    state = State(language, selection, index, view, int(page), whole)
    return state if state.page <= state.pages else State(language, selection, index, view, 1, whole)


@lru_cache(maxsize=4096)
def _counted(language: str, subject: str, count: int) -> str:
    return text(language, f"browse.count_{subject}", count=count)


def nodes(things: Iterable[str]) -> list[NamedNode]:
    """Return `things` as terms of a query."""
    return [NamedNode(thing) for thing in things]
