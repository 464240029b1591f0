"""From a question to its response: kept answers, new ones, and streams that may break."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial
from http import HTTPStatus

from flask import Response, g, request

from kg.errors import QueryError
from kg.store.cancellation import Cancellation
from kg.store.formats import GRAPHS, content_type
from kg.store.interface import AnswerStream
from kg.store.query import Query
from kg.store.sparql_text import is_volatile
from kg.web import repeats
from kg.web.cache import AnswerCache, Collector, KeptAnswer
from kg.web.choice import GraphChoice, SolutionsChoice
from kg.web.encoding import choose_coding, is_worth
from kg.web.protocol import SparqlRequest
from kg.web.site import site
from kg.web.versions import Version

_log = logging.getLogger(__name__)

_TAG_LENGTH = 16


class AnswerCut(OSError):  # noqa: N818 - says what happened
    """The rest of an answer will not come; the server must close without ending the body.

    As an OSError it is to the server a connection that broke.
    """


@dataclass(frozen=True)
class Question:
    """A query with its dataset, and the format for either kind of answer."""

    asked: SparqlRequest
    text: str
    solutions: SolutionsChoice
    graph: GraphChoice

    @cached_property
    def tag(self) -> str:
        """What tells this question from others about the same snapshot."""
        types = [choice[1] if choice else None for choice in (self.solutions, self.graph)]
        parts = [self.text, self.asked.default_graphs, self.asked.named_graphs, types]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:_TAG_LENGTH]

    def media_type(self, answer: AnswerStream) -> str:
        """Return what the format of `answer` is to be called."""
        chosen = self.graph if answer.format in GRAPHS else self.solutions
        return chosen[1] if chosen else ""

    def query(self) -> Query:
        """Return it as the store takes it."""
        return Query(
            text=self.text,
            solutions=self.solutions[0].name if self.solutions else None,
            graph=self.graph[0].name if self.graph else None,
            default_graphs=self.asked.default_graphs,
            named_graphs=self.asked.named_graphs,
            timeout=self.asked.timeout,
        )


def respond(question: Question, version: Version) -> Response:
    """Return the response to `question` about `version`; raises QueryError or Problem.

    What depends on more than the snapshot (time, chance, another server) is never kept.
    """
    g.access.query = question.text
    snapshot = version.snapshot.id
    known = request.if_none_match
    if not known.star_tag and known.contains_weak(f"{snapshot}-{question.tag}"):
        return _unchanged(question, snapshot)
    response = _answered(question, version)
    if known.star_tag and "ETag" in response.headers:  # whatever is there, where there is anything
        response.close()
        return _unchanged(question, g.access.snapshot)
    return response


def _answered(question: Question, version: Version) -> Response:
    snapshot = version.snapshot.id
    key = (snapshot, question.tag)
    kept = site().cache.get(key)
    if kept is not None:
        g.access.kept = True
        return _labelled(_whole(kept, key), question, snapshot)
    volatile = is_volatile(question.text)
    answer, leave = ask(question.query(), version)
    store = _keeper(site().cache, (answer.snapshot.id, question.tag), volatile=volatile)
    if answer.complete:
        whole = KeptAnswer(answer.read(), question.media_type(answer))
        store(whole)
        leave()
        response = _whole(whole)
    else:
        response = _streamed(answer, question.media_type(answer), site().cache.collector(), store)
        response.call_on_close(leave)
    return _labelled(response, question, answer.snapshot.id, volatile=volatile)


def ask(query: Query, version: Version) -> tuple[AnswerStream, Callable[[], None]]:
    """Return the answer to `query`, and what to call when it has been sent.

    Until then it is one of the running queries: it counts, can be stopped, and ends when the client
    leaves. Raises QueryError, and Problem where too many run.
    """
    queries = site().running
    running = queries.enter(query.text, version.snapshot.id)
    hangup: Cancellation | None = request.environ.get("kg.hangup")
    if hangup is not None:
        hangup.attach(running.cancellation.cancel)
    try:
        answer = version.ask(replace(query, cancellation=running.cancellation))
    except BaseException:
        queries.leave(running)
        raise
    return answer, partial(queries.leave, running)


def _keeper(cache: AnswerCache, key: Hashable, *, volatile: bool) -> Callable[[KeptAnswer], None]:
    """Return what keeps the answer to one question."""
    return (lambda _: None) if volatile else partial(cache.put, key)


def _unchanged(question: Question, snapshot: str) -> Response:
    response = Response(status=HTTPStatus.NOT_MODIFIED)
    del response.headers["Content-Type"]  # it would take the place of the one that is kept
    return _labelled(response, question, snapshot)


def _labelled(
    response: Response, question: Question, snapshot: str, *, volatile: bool = False
) -> Response:
    g.access.snapshot = snapshot
    settings = site().settings
    response.headers.extend(
        [
            ("KG-Snapshot", snapshot),
            ("KG-Row-Limit", str(settings.answer_rows)),
            ("KG-Byte-Limit", str(settings.answer_bytes)),
            ("Cache-Control", "no-store" if volatile else "no-cache"),
            ("Vary", "Accept, Accept-Encoding"),
        ]
    )
    if not volatile:
        response.set_etag(f"{snapshot}-{question.tag}", weak=True)
    return response


def _whole(answer: KeptAnswer, key: Hashable = None) -> Response:
    """Return `answer`; where it is kept under `key`, the next such request may have it sooner."""
    coding = choose_coding(request) if is_worth(len(answer.body)) else None
    if key is not None:
        request.environ[repeats.KEPT] = repeats.Kept(key, coding, g.access.query)
    response = Response(answer.encoded(coding), content_type=content_type(answer.media_type))
    if coding is not None:
        response.headers["Content-Encoding"] = coding
    return response


def _streamed(
    answer: AnswerStream,
    media_type: str,
    collector: Collector,
    keep: Callable[[KeptAnswer], None],
) -> Response:
    """Return a stream that breaks where the answer does, and is kept where it does not."""

    def stream() -> Iterator[bytes]:
        try:
            yield from collector.passing(iter(answer))
        except QueryError as error:
            _log.warning("an answer was cut: %s", error)
            raise AnswerCut(str(error)) from None
        if collector.body is not None:
            keep(KeptAnswer(collector.body, media_type))

    response = Response(stream(), content_type=content_type(media_type))
    response.call_on_close(answer.close)
    return response
