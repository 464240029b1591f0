"""What Virtuoso needs said otherwise in a query, told from its tokens.

A plain string in an expression reaches the answer with question marks for the letters beyond
Latin-1: `CONCAT("a", "đ")` is `a?`. In a string with a language they survive, so `"đ"` is sent as
`STR("đ"@x)`, which SPARQL makes equal. In triple patterns and data blocks, where no expression may
stand, the string is matched as it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.store.sparql_text import Kind, Token, tokens

_NO_CALL = ("A",)  # the verb `a`, before a collection
_NO_EXPRESSION = ("VALUES",)


def with_wide_strings(text: str) -> str:
    """Return the valid query `text`, its strings in expressions written so that they survive."""
    if text.isascii() and "\\u" not in text and "\\U" not in text:
        return text
    pieces, end = [], 0
    for token in _strings(list(tokens(text))):
        pieces += [text[end : token.start], f"STR({token.text}@x)"]
        end = token.end
    return "".join([*pieces, text[end:]])


def _strings(listed: list[Token]) -> Iterator[Token]:
    """Yield the plain wide strings that stand in an expression."""
    open_: list[bool] = []  # of each bracket around: whether an expression is inside
    nothing = Token(Kind.MARK, "", 0)
    for index, token in enumerate(listed):
        before = listed[index - 1] if index else nothing
        after = listed[index + 1] if index + 1 < len(listed) else nothing
        if token.kind is Kind.STRING and _is_wide(token.text):
            separator = before.text == "=" and listed[index - 2].is_word("SEPARATOR")
            tagged = after.kind is Kind.LANGUAGE or after.text == "^^"
            if open_ and open_[-1] and not tagged and not separator:
                yield token
        elif token.text == "(":
            called = before.kind is Kind.WORD and not before.is_word(*_NO_CALL, *_NO_EXPRESSION)
            open_.append(called or bool(open_ and open_[-1]))
        elif token.kind is Kind.MARK and token.text[0] in "{[":
            open_.append(False)
        elif token.kind is Kind.MARK and token.text[-1] in ")]}" and open_:
            open_.pop()


def _is_wide(text: str) -> bool:
    return not text.isascii() or "\\u" in text or "\\U" in text
