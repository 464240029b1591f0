"""RDF files: reading them with places and lexical forms, and writing them canonically."""
