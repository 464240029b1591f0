"""Figures as SVG text: pure functions from typed data, without Flask and without the graph."""
