"""From the text of an article to draft facts, each with the passage that says it.

A draft is what the words say, found by rules; a person decides what becomes part of the graph.
"""

from __future__ import annotations
