"""Links to Wikidata: candidates, reviewed decisions, the local extract, batches for upload."""
