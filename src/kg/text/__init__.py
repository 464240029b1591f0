"""Texts of articles as readers hold them: normal form, digests, passages.

Offsets are Unicode code points of the normal form, from 0, end exclusive.
"""
