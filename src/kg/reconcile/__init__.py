"""Reconciliation: which thing of the graph a name, or a code, in somebody's table means.

No Flask and no files here: an index over one snapshot, and what it answers.
"""
