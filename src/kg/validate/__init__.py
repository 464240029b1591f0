"""Validation: shapes, set-wise rules, checks by parsers, reports, quality of the ontology."""
