#!/bin/sh
# Prints which tests of the last run were skipped, and why, and the totals of all modules:
#
#   skipped, because bwrap is missing: 38 tests (WardenSandboxTest)
#   1500 passed, 0 failed, 44 skipped
#
# Reads Surefire's reports below the directory of the source tree. Exit code: 0, also for failed tests; 1 where there
# is no report.
set -eu
cd "$(dirname "$0")/.."

set -- */target/surefire-reports/TEST-*.xml examples/*/target/surefire-reports/TEST-*.xml
files=$(for file in "$@"; do [ ! -f "$file" ] || printf '%s\n' "$file"; done)
if [ -z "$files" ]; then
  echo "no test has run"
  exit 1
fi

printf '%s\n' "$files" | while IFS= read -r file; do cat "$file"; done | awk '
  function attribute(line, name) {
    if (!match(line, "[ \t]" name "=\"[^\"]*\"")) return ""
    return substr(line, RSTART + length(name) + 3, RLENGTH - length(name) - 4)
  }
  /<testsuite / { in_suite = 1; head = "" }
  in_suite {
    head = head " " $0
    if ($0 ~ />/) {
      in_suite = 0
      tests += attribute(head, "tests"); skipped += attribute(head, "skipped")
      failed += attribute(head, "errors") + attribute(head, "failures")
    }
  }
  /<testcase / { name = attribute($0, "classname"); sub(/.*\./, "", name) }
  /<skipped/ {
    why = attribute($0, "message")
    if (why == "") why = $0
    sub(/.*CDATA\[/, "", why)
    sub(/\]\]>.*/, "", why)
    sub(/^.*TestAbortedException: */, "", why)
    sub(/^Assumption failed: /, "", why)
    if (why == "" || why ~ /^ *</) why = "no reason given"
    sub(/ is missing:.*/, " is missing", why)
    count[why]++
    if (!((why, name) in seen)) {
      seen[why, name] = 1
      names[why] = names[why] (names[why] == "" ? "" : ", ") name
    }
  }
  END {
    for (why in count)
      printf "skipped, because %s: %d test%s (%s)\n", why, count[why], count[why] == 1 ? "" : "s", names[why] | "sort"
    close("sort")
    printf "%d passed, %d failed, %d skipped\n", tests - failed - skipped, failed, skipped
  }'
