"""How well drafts of articles agree with what people found in the same articles.

The rules of matching are in README.md beside this file and in `rules.yaml`.
"""
