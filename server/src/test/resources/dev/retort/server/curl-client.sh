# Requests as people type them. The only argument is the URL of the server.
set -eu
root=$1
copy="${root}v1/programs/copy/experiments"

fails() {
  echo "$1" >&2
  exit 1
}

created=$(curl -sS -d 'query_name=foo&query_sequence=MKTAYIAK&program=copy' "$root")
case $created in
  '{"Query created":{"query_name":"foo","query_sequence":"MKTAYIAK",'*) ;;
  *) fails "$created" ;;
esac
case $(curl -sS "${root}backlog/") in
  '["return_backlog - Currently '*' jobs in the backlog."]') ;;
  *) fails "the backlog" ;;
esac

ended=$(curl -sS -f -H 'Prefer: wait=60, links=absolute' -H 'Content-Type: application/json' \
  -d '{"query_name":"foo","query_sequence":"MKTAYIAK"}' "$copy")
result=$(printf %s "$ended" | sed 's/.*"result":"\([^"]*\)".*/\1/')
[ "$(curl -sS -f "$result")" = MKTAYIAK ] || fails "$ended"

printf '\377>' >"$2"
upload=$(curl -sS -f -H 'Prefer: wait=60, links=absolute' -F query_name=bar -F "query_sequence=@$2" "$copy")
result=$(printf %s "$upload" | sed 's/.*"result":"\([^"]*\)".*/\1/')
curl -sS -f "$result" | cmp - "$2" || fails "$upload"

[ "$(curl -sS -o "$2" -w '%{http_code}' -d query_name=baz "$copy")" = 422 ] || fails "$(cat "$2")"
echo done
