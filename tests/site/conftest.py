"""The server of the tests of pages is that of the tests of the web."""

from tests.web.conftest import project, server

__all__ = ["project", "server"]
