#!/bin/sh
# The endpoint with nothing but curl:
#
#   sh notebooks/curl.sh http://127.0.0.1:8000
set -eu
server=${1:-http://127.0.0.1:8000}
queries=$(dirname "$0")/../queries

echo "== a saved question as CSV"
curl -fsS -H 'Accept: text/csv' --data-urlencode "query@$queries/CQ02-parties.rq" "$server/sparql"

echo "== yes or no"
curl -fsS -H 'Accept: application/sparql-results+json' -G "$server/sparql" --data-urlencode \
  'query=ASK { ?agreement <https://w3id.org/vnrc/ontology#hasParty> ?party }'
echo

echo "== what is said of one agreement, as Turtle"
curl -fsS -H 'Accept: text/turtle' -G "$server/sparql" --data-urlencode \
  'query=DESCRIBE <https://w3id.org/vnrc/id/agreement/hd-bg-mou-2020-2025>' | grep -v '^@prefix' | head -5

echo "== the same question again costs nothing while the data are the same: 304"
ask() { curl -sS -o /dev/null -G "$server/sparql" --data-urlencode 'query=ASK {}' "$@"; }
tag=$(ask -D - | tr -d '\r' | sed -n 's/^[Ee][Tt]ag: //p')
ask -w '%{http_code}\n' -H "If-None-Match: $tag"
