"""A SPARQL 1.1 engine, reached by URL, as the store behind the same application.

An engine is asked and written to through SPARQL 1.1 Protocol and Graph Store HTTP Protocol alone;
what one kind of engine does its own way is in the one module named after it.
"""
