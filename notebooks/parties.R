# Parties of each agreement, and how many agreements each province has: base R, no packages.
#
#   Rscript notebooks/parties.R http://127.0.0.1:8000/sparql

arguments <- commandArgs(trailingOnly = TRUE)
endpoint <- if (length(arguments) > 0) arguments[1] else "http://127.0.0.1:8000/sparql"

ask <- function(query) {
  address <- paste0(endpoint, "?format=csv&query=", URLencode(query, reserved = TRUE))
  read.csv(url(address, encoding = "UTF-8"), encoding = "UTF-8", stringsAsFactors = FALSE)
}

parties <- ask('
PREFIX vnrc: <https://w3id.org/vnrc/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?agreement ?party ?begins WHERE {
  ?a vnrc:hasParty ?p ; vnrc:validity ?time ; rdfs:label ?agreement . FILTER(LANG(?agreement) = "vi")
  ?time vnrc:earliest ?begins .
  ?p rdfs:label ?party . FILTER(LANG(?party) = "vi")
} ORDER BY ?begins ?agreement ?party
')
parties$begins <- as.Date(parties$begins)

print(parties)
print(sort(table(parties$party), decreasing = TRUE))
cat("agreements since", format(min(parties$begins), "%Y"), ":", length(unique(parties$agreement)), "\n")
