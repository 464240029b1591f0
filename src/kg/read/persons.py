"""Who is named with which office: the grammar of names, offices and lists of them.

A sentence becomes a row of tokens: names, offices, honorifics, punctuation, other words. Offices
stand before a name ("Bí thư Tỉnh ủy X Nguyễn Văn A"), after it ("ông A, Bí thư Tỉnh ủy X"), or at
the head of a list ("các Ủy viên Trung ương Đảng: A, …; B, …").
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from kg.read.names import Name
from kg.read.office_words import honorifics
from kg.read.offices import Post
from kg.read.rules import trie
from kg.read.sentences import Sentence

_RIGHT_BEFORE_A_NAME = re.compile(r"Oh?N")
_BEFORE_A_NAME = re.compile(r"O(?:h?N|-hN)")
_NOTHING = re.compile(r"(?!)")
_MORE_OFFICES = re.compile(r"(?:[,&k-]|,k|;k|;(?=O(?!h?N|-h?N|,hN)))=?O")
_AFTER_A_NAME = re.compile(r"(?:[,(-]|=|,=|-h)O")
_PLURAL_RANKS = ("Phó ", "Ủy viên", "Thứ trưởng", "Đại biểu")


@dataclass(slots=True)
class Mention:
    """A name in a sentence with the offices that it has there.

    `words` is the name in lower case with single blanks; `honorific` is a kind of `offices.yaml`.
    """

    name: Name
    words: str
    sentence: int
    posts: list[Post] = field(default_factory=list)
    honorific: str | None = None
    shared: int = 0


@dataclass(frozen=True, slots=True)
class _Token:
    sign: str
    start: int
    end: int
    item: Name | Post | str | None = None


@cache
def _small() -> re.Pattern[str]:
    words = {re.sub(r"\s+", " ", word): kind for word, kind in honorifics()}
    plural = trie(word for word, kind in words.items() if kind == "plural")
    single = trie(word for word, kind in words.items() if kind != "plural")
    return re.compile(
        rf"(?P<plural>(?i:{plural}))(?!\w)|(?P<single>(?i:{single}))(?!\w)|(?P<mark>[,;:()\-])"
        r"|(?P<both>(?:và|cùng với|cùng|&)(?!\w))|(?P<also>(?:kiêm|đồng thời là|đồng thời)(?!\w))"
        r"|(?P<is>là(?!\w))|(?P<word>[^\s,;:()\-]+)"
    )


@cache
def _honorific_kinds() -> dict[str, str]:
    return {word.lower(): kind for word, kind in honorifics()}


def mentions(
    form: str, sentence_list: Sequence[Sentence], names: Sequence[Name], posts: Sequence[Post]
) -> list[Mention]:
    """Return the mentions of persons in the sentences of a text in matching form, in order."""
    found: list[Mention] = []
    taken = [(post.start, post.end) for post in posts]
    items: list[Name | Post] = sorted(
        [*posts, *(name for name in names if not _inside(name, taken))],
        key=lambda item: item.start,
    )
    at = 0
    for index, sentence in enumerate(sentence_list):
        while at < len(items) and items[at].start < sentence.start:
            at += 1
        stop = at
        while stop < len(items) and items[stop].start < sentence.end:
            stop += 1
        if any(isinstance(item, Name) for item in items[at:stop]):
            tokens = _tokens(form, sentence, items[at:stop])
            found += _Reader(form, tokens, index).read()
        at = stop
    return found


def _inside(name: Name, taken: Sequence[tuple[int, int]]) -> bool:
    index = bisect_right(taken, (name.start, 1 << 60)) - 1
    return index >= 0 and name.start < taken[index][1]


def _tokens(form: str, sentence: Sentence, items: Sequence[Name | Post]) -> list[_Token]:
    tokens: list[_Token] = []
    at = sentence.start
    for item in items:
        if item.start < at:
            continue
        _add_small(tokens, form, at, item.start)
        tokens.append(_Token("N" if isinstance(item, Name) else "O", item.start, item.end, item))
        at = item.end
    _add_small(tokens, form, at, sentence.end)
    return tokens


def _add_small(tokens: list[_Token], form: str, start: int, end: int) -> None:
    for match in _small().finditer(form, start, end):
        kind = match.lastgroup
        sign = {"plural": "H", "single": "h", "both": "&", "also": "k", "is": "="}.get(kind or "")
        if sign is None:
            sign = match[0] if kind == "mark" else "w"
        if sign == "w" and tokens and tokens[-1].sign == "w":
            tokens[-1] = _Token("w", tokens[-1].start, match.end())
        else:
            tokens.append(_Token(sign, match.start(), match.end(), match[0].lower()))


class _Reader:
    """Reads the tokens of one sentence from left to right."""

    def __init__(self, form: str, tokens: list[_Token], sentence: int) -> None:
        self.form = form
        self.tokens = tokens
        self.signs = "".join(token.sign for token in tokens)
        self.sentence = sentence
        self.found: list[Mention] = []
        self.head: list[Post] = []
        self.plural = False

    def read(self) -> list[Mention]:
        at = 0
        left: list[Post] = []
        while at < len(self.tokens):
            sign = self.signs[at]
            if sign == "O":
                at, left = self._offices(at, _NOTHING)
                at, left = self._to_the_name(at, left)
                continue
            if sign == "N":
                at = self._name(at, left)
            else:
                if sign == "H":
                    self.plural, self.head = True, []
                elif sign == "w":
                    self.head, self.plural = [], False
                at += 1
            left = []
        return self.found

    def _post(self, at: int) -> Post:
        item = self.tokens[at].item
        assert isinstance(item, Post)  # noqa: S101 - the sign says so
        return item

    def _words(self, name: Name) -> str:
        return re.sub(r"\s+", " ", self.form[name.start : name.end]).casefold()

    def _offices(self, at: int, stop: re.Pattern[str]) -> tuple[int, list[Post]]:
        """Return the index after a list of offices that begins at `at`, and the offices.

        The list ends before an office at which `stop` matches: it belongs to the next name.
        """
        posts = [self._post(at)]
        at += 1
        while (match := _MORE_OFFICES.match(self.signs, at)) is not None:
            if stop.match(self.signs, match.end() - 1):
                break
            posts.append(self._post(match.end() - 1))
            at = match.end()
        return at, posts

    def _to_the_name(self, at: int, posts: list[Post]) -> tuple[int, list[Post]]:
        """Go from offices to the name that they stand before; none where they stand alone."""
        rest = self.signs[at:]
        if match := re.match(r"[:]\s*h?N", rest):
            self.head = posts
            return at + match.end() - 1, []
        if (posts[0].plural or self.plural) and re.match(r":?N(?:[,&]|,&)h?N", rest):
            self.head = [post for post in posts if _may_be_shared(post)] or []
            return at + rest.index("N"), posts
        if match := re.match(r"(?:\(w\))?h?N|,h+N|-h?N|\(h?N\)|[,-]H?N(?![,-]O)", rest):
            return at + match[0].index("N"), posts
        return at, []

    def _name(self, at: int, left: list[Post]) -> int:
        token = self.tokens[at]
        item = token.item
        assert isinstance(item, Name)  # noqa: S101 - the sign says so
        mention = Mention(
            item, self._words(item), self.sentence, [*self.head, *left], shared=len(self.head)
        )
        before = self.tokens[at - 1] if at else None
        if before is not None and before.sign in "hH" and isinstance(before.item, str):
            mention.honorific = _honorific_kinds().get(before.item)
        at += 1
        if match := _AFTER_A_NAME.match(self.signs, at):
            first = match.end() - 1
            if not _RIGHT_BEFORE_A_NAME.match(self.signs, first):
                at, posts = self._offices(first, _BEFORE_A_NAME)
                mention.posts += posts
                self._share_back(mention, posts)
        if item.sure or mention.honorific or mention.posts:
            self.found.append(mention)
        return at

    def _share_back(self, mention: Mention, posts: list[Post]) -> None:
        """Give an office after "các ông A, B" to all of them, where several may hold it."""
        if not self.plural or not all(_may_be_shared(post) for post in posts):
            return
        for earlier in reversed(self.found):
            if len(earlier.posts) > earlier.shared or earlier is mention:
                break
            earlier.posts += posts


def _may_be_shared(post: Post) -> bool:
    return post.plural or post.rank.startswith(_PLURAL_RANKS)
