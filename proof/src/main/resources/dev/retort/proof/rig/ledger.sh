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
if [ -n "${RETORT_PARAM_GATE-}" ]; then
  # Nobody opens the gate when the test has died: then this ends by itself.
  left=600
  while [ ! -e "$RETORT_PARAM_GATE" ] && [ "$left" -gt 0 ]; do
    sleep 0.2
    left=$((left - 1))
  done
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
