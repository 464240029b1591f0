"""A bare Flask view under the server of `kg serve`: what the endpoint is compared with.

python -m benchmarks.bare --port 8000 answer.json
"""

from __future__ import annotations

import json
from pathlib import Path

import click
from flask import Flask, Response

from kg.cli.serve import _bind, _run
from kg.config import Settings


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True))
@click.option("--port", type=int, required=True)
def main(*, file: Path, port: int) -> None:
    """Answer every request to /sparql with the bytes of FILE."""
    body = file.read_bytes()
    json.loads(body)
    app = Flask(__name__)

    @app.get("/sparql")
    def view() -> Response:
        return Response(body, content_type="application/sparql-results+json")

    settings = Settings.load(port=port)
    with _bind(settings) as listener:
        _run(app, listener, settings)


if __name__ == "__main__":
    main()
