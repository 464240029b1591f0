"""Check an ontology: its profile, its logic, what follows from it, its words and its header."""
