"""Reproducible measurements of the endpoint beside its peers: see README.md."""
