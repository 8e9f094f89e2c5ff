#!/bin/sh
# Puts the protein search behind a URL, sends it human haemoglobin beta, and checks that globins come back.
# Started by `./retort demo`. Leaves no process behind; the files stay in retort-data/demo.
set -eu

if [ $# -gt 0 ]; then
  case $1 in
    -h | --help)
      echo "Usage: retort demo"
      sed -n '2,3s/^# //p' "$0"
      exit 0
      ;;
    *)
      echo "demo: it takes no arguments, got $1" >&2
      exit 2
      ;;
  esac
fi

here=$(CDPATH='' cd "$(dirname "$0")" && pwd)
retort=${RETORT:-$here/../../retort}
data=$PWD/retort-data/demo
scratch=$(mktemp -d)
server=
id=
status=

if [ -n "${JAVA-}" ]; then # the launcher's choice; search.sh takes the same
  JAVA_HOME=${JAVA%/bin/java}
  export JAVA_HOME
fi
RETORT_BUILD=never # `retort demo` has just built
export RETORT_BUILD

stop() {
  trap '' PIPE
  if [ -n "$server" ]; then
    # A command outlives its server.
    if [ -n "$id" ] && { [ "$status" = pending ] || [ "$status" = running ]; }; then
      "$retort" cancel "$id" --wait --server "$url" >/dev/null 2>&1 || true
    fi
    kill -TERM "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
    server=
  fi
  rm -rf "$scratch"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 141' PIPE
trap 'exit 143' HUP TERM

fail() {
  echo "demo: $*" >&2
  sed 's/^/  server: /' "$scratch/server.log" >&2
  exit 1
}

# field NAME <JSON: the first string of that name; for strings without commas and braces
field() {
  tr ',{}' '\n\n\n' | sed -n 's/^ *"'"$1"'" *: *"\([^"]*\)".*/\1/p' | head -n 1
}

now() { # in milliseconds; where date has no %N, in seconds
  case $(date +%N) in
    *[!0-9]* | '') echo "$(date +%s)000" ;;
    *) echo "$(date +%s%N | cut -c1-13)" ;;
  esac
}

echo "Starting a server with examples/protein-search/retort.yaml"
"$retort" serve -c "$here/retort.yaml" --host 127.0.0.1 --port 0 --data-dir "$data" >"$scratch/server.log" 2>&1 &
server=$!

url=
tries=0
while [ -z "$url" ]; do
  kill -0 "$server" 2>/dev/null || fail "the server did not start"
  [ "$tries" -lt 300 ] || fail "the server was not ready within 30 seconds"
  tries=$((tries + 1))
  sleep 0.1
  url=$(sed -n 's,.*\(http://[0-9.]*:[0-9][0-9]*\).*,\1,p' "$scratch/server.log" | head -n 1)
done
echo "It listens at $url"

# The first protein of the queries is human haemoglobin beta.
sed -n '1p; 2,/^>/{/^>/!p;}' "$here/data/queries.fasta" >"$scratch/hbb.fasta"

echo
echo "Sending human haemoglobin beta; the answer:"
before=$(now)
"$retort" submit --server "$url" --program protein-search --name HBB_HUMAN \
  --sequence-file "$scratch/hbb.fasta" --json >"$scratch/answer.json" || fail "the query was not taken"
after=$(now)
sed 's/^/  /' "$scratch/answer.json"
echo "  after $((after - before)) ms, the start of the command line included"
status=pending
id=$(field experiment_id <"$scratch/answer.json")
[ -n "$id" ] || fail "the answer has no id"

tries=0
while [ "$status" = pending ] || [ "$status" = running ]; do
  [ "$tries" -lt 600 ] || fail "the search was not over within five minutes"
  tries=$((tries + 1))
  sleep 0.5
  "$retort" show "$id" --server "$url" --json >"$scratch/experiment.json" || fail "$id is gone"
  status=$(field status <"$scratch/experiment.json")
done
[ "$status" = finished ] || { "$retort" logs "$id" --server "$url" >&2 || true; fail "the search is $status"; }

hits=$(find "$data" -path "*/$id/attempts/*/work/hits.tsv" | sort | tail -n 1)
[ -n "$hits" ] || fail "there is no hits.tsv of $id in $data"

echo
echo "It has run. The best hits:"
head -n 11 "$hits" | cut -f 1-5 | awk -F '\t' '{ printf "  %4s  %-14s %6s %17s %15s\n", $1, $2, $3, $4, $5 }'

# Swiss-Prot calls haemoglobins HB..._SPECIES and myoglobins MYG_SPECIES.
globins=$(head -n 11 "$hits" | cut -f 2 | grep -cE '(^|\|)(HB[A-Z0-9]*|MYG)_[A-Z0-9]+$') || true
[ "$globins" -ge 8 ] || fail "only $globins of the 10 best hits are globins"

echo
echo "$globins of the 10 best hits are globins, as they should be."
echo "All of it is on disk: ${hits%/attempts/*}"
