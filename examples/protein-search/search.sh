#!/bin/sh
# Runs the protein search that was built beside this script. Takes its arguments (README.md names them); the database
# is data/proteins.fasta.gz, or what PROTEIN_SEARCH_DATABASE names.
set -eu

needed=25
here=$(CDPATH='' cd "$(dirname "$0")" && pwd)
jar=$here/target/protein-search/lib/protein-search.jar

if [ ! -f "$jar" ]; then
  echo "error: $jar is missing; build it with: ./mvnw -pl examples/protein-search package" >&2
  exit 1
fi

# The first Java that is new enough, by the file that every JDK carries.
java=java
for home in "${JAVA_HOME-}" /usr/lib/jvm/*; do
  if [ -x "$home/bin/java" ] && [ -r "$home/release" ]; then
    feature=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release")
    if [ "${feature:-0}" -ge "$needed" ]; then
      java=$home/bin/java
      break
    fi
  fi
done

# A search is over in a second: the serial collector starts faster than the others.
exec "$java" -XX:+UseSerialGC -jar "$jar" \
  --database "${PROTEIN_SEARCH_DATABASE:-$here/data/proteins.fasta.gz}" "$@"
