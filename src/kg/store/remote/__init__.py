"""A SPARQL 1.1 engine, reached by URL, as the store behind the same application.

An engine is asked and written to through SPARQL 1.1 Protocol and Graph Store HTTP Protocol alone;
what one kind of engine does its own way is in the one module named after it.
"""

from __future__ import annotations

KINDS = ("generic", "virtuoso")
"""The kinds of engine that there is an adapter for."""
