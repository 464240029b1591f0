"""Selections of things by facets: what there is to choose, how many, and the query that says so."""
