"""Review of drafts: a person accepts, mends or rejects each fact, and the graph grows.

`draft` what a draft says, fact by fact; `journal` what was decided, saved at each step; `desk` the
draft as the decisions make it, validated as soon as it changes; `identity` whether a thing is one
that the graph has already; `landing` what is accepted, in the files of data/.
"""
