# Run as: sh ledger.sh LEDGER. Does what the query says, and writes in the ledger that it did: one line, one write, one fsync.
ledger=$1

note() {
  read -r uptime _ </proc/uptime
  printf '%s %s %s %s %s\n' "$RETORT_EXPERIMENT_ID" "$RETORT_ATTEMPT" "$1" "$$" "$uptime" |
    dd of="$ledger" oflag=append conv=notrunc,fsync status=none
}

note start
line=1
while [ "$line" -le "${RETORT_PARAM_LINES:-0}" ]; do
  printf '%s %s\n' "$RETORT_QUERY_NAME" "$line"
  line=$((line + 1))
done
if [ -n "${RETORT_PARAM_GATE-}" ] && [ ! -e "$RETORT_PARAM_GATE.open" ]; then
  # A pipe that the test holds open: it ends when the gate is opened, and also when the test has died.
  read -r _ <"$RETORT_PARAM_GATE" || :
fi
left=${RETORT_PARAM_MILLIS:-0}
while [ "$left" -gt 0 ]; do
  slice=$((left > 500 ? 500 : left))
  sleep "$(printf '0.%03d' "$slice")"
  left=$((left - slice))
  [ "$left" -le 0 ] || note beat
done
note end
exit "${RETORT_PARAM_CODE:-0}"
