"""How schemathesis writes a query that is sent as it is."""

from __future__ import annotations

import schemathesis


@schemathesis.serializer("application/sparql-query", "application/sparql-update")
def as_text(_context: object, value: object) -> bytes:
    """Return a text as its UTF-8."""
    return str(value).encode(errors="surrogatepass")
