"""The server of the tests of the web, whose pages are tested here."""

from __future__ import annotations

from tests.web.conftest import project, server

__all__ = ["project", "server"]
