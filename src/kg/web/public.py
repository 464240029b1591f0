"""The address that readers know this server by, where a proxy stands before it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from kg.errors import ConfigError

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication

_SCHEMES = ("http", "https")


class PublicAddress:
    """Lets an application believe that each request came to the address `base`.

    The path of `base` may or may not be on the requests that the proxy passes on. Identifiers in
    the data are not touched: they are the project's wherever it is served.
    """

    def __init__(self, application: WSGIApplication, base: str) -> None:
        """Stand before `application`; raises ConfigError where `base` is no web address."""
        parts = urlsplit(base)
        if parts.scheme not in _SCHEMES or not parts.netloc or parts.query or parts.fragment:
            raise ConfigError(
                f"KG_BASE is {base!r}: an address like https://example.org/ is needed"
            )
        self._application = application
        self._scheme, self._host, self._root = parts.scheme, parts.netloc, parts.path.rstrip("/")

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        path = environ.get("PATH_INFO", "")
        if self._root and f"{path}/".startswith(f"{self._root}/"):
            path = path[len(self._root) :]
        environ |= {
            "wsgi.url_scheme": self._scheme,
            "HTTP_HOST": self._host,
            "SCRIPT_NAME": self._root,
            "PATH_INFO": path or "/",
        }
        return self._application(environ, start_response)
