#!/bin/sh
# Runs one of the programs that were built beside this script: run.sh TwoQueries [argument…]. README.md names them all.
set -eu

needed=25
here=$(CDPATH='' cd "$(dirname "$0")" && pwd)
lib=$here/target/seed/lib

if [ ! -f "$lib/seed.jar" ]; then
  echo "error: $lib/seed.jar is missing; build it with: ./mvnw -pl examples/seed -am package" >&2
  exit 1
fi
if [ $# -eq 0 ]; then
  echo "usage: $0 TwoQueries|SubmitAndGoOn|ScheduleOnly|SeparateProcess [argument…]" >&2
  exit 2
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

program=$1
shift
exec "$java" --enable-native-access=ALL-UNNAMED -cp "$lib/*" "dev.retort.example.seed.$program" "$@"
