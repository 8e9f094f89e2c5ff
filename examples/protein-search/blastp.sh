#!/bin/sh
# Runs blastp on the database that make-blast-db.sh makes. Takes blastp's arguments but -db.
set -eu

here=$(CDPATH='' cd "$(dirname "$0")" && pwd)
database=$here/target/blast/proteins

if [ ! -f "$database.pin" ]; then
  echo "error: there is no database yet; make it with: $here/make-blast-db.sh" >&2
  exit 1
fi

exec blastp -db "$database" "$@"
