"""A knowledge graph of cooperation between the provinces of Viet Nam."""

from importlib.metadata import version

__version__ = version("vnrc-kg")
