#!/bin/sh
# The whole way, as the README plays it: simulate, detect, locate, score; then what scripts rely on: the formats, the exit
# codes, and that the order of the input does not matter.
#
# usage: test_demo.sh TACET SOURCE-ROOT
set -u
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
tacet=$(realpath "$1")
root=$2
sector=$root/examples/north-valley
tmp=$(mktemp -d "${TMPDIR:-/tmp}/tacet-e2e.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
demo=$tmp/demo
echo "1..17"

# ends_with CODE COMMAND...
ends_with() {
    code=$1
    shift
    found=0
    "$@" >"$tmp/out" 2>"$tmp/err" </dev/null || found=$?
    [ "$found" -eq "$code" ] && return 0
    echo "ended with $found, expected $code; it said:"
    cat "$tmp/err"
    return 1
}

valid() {
    [ -s "$2" ] && /usr/bin/python3 "$root/tests/schema/validate.py" "$root/schemas/$1.schema.json" "$2"
}

# A detection less, a line that is none more: the good ones are still located, and the bad one is named.
says_file_and_line() {
    { head -n 20 "$demo/detections.jsonl"; echo '{"station":"S01","time":'; } >"$tmp/bad.jsonl"
    ends_with 0 "$tacet" locate -s "$sector" "$tmp/bad.jsonl" && grep -q 'bad\.jsonl:21:' "$tmp/err"
}

strict_refuses() {
    ends_with 2 "$tacet" locate --strict -s "$sector" "$tmp/bad.jsonl"
}

order_does_not_matter() {
    sort "$demo/detections.jsonl" >"$tmp/a.jsonl"
    sort -r "$demo/detections.jsonl" >"$tmp/b.jsonl"
    "$tacet" locate -s "$sector" "$tmp/a.jsonl" 2>/dev/null | sort >"$tmp/a.events"
    "$tacet" locate -s "$sector" "$tmp/b.jsonl" 2>/dev/null | sort >"$tmp/b.events"
    [ -s "$tmp/a.events" ] && cmp "$tmp/a.events" "$tmp/b.events"
}

says_for_whom() {
    grep -q '"note":"[^"]*duty officer' "$demo/events.geojson"
}

same_seed_same_bytes() {
    "$tacet" simulate "$sector/scene.yaml" -o "$tmp/again" 2>/dev/null && diff -rq "$demo/night" "$tmp/again"
}

standard_input_is_read() {
    "$tacet" locate -s "$sector" <"$demo/detections.jsonl" 2>/dev/null | cmp - "$demo/events.jsonl"
}

full_disk() {
    found=0
    "$tacet" locate -s "$sector" "$demo/detections.jsonl" >/dev/full 2>/dev/null || found=$?
    [ "$found" -eq 3 ]
}

check "the demonstration plays and its result is good" env TACET="$tacet" "$root/tools/demo" "$demo"
check "detections are what their schema says" valid detection "$demo/detections.jsonl"
check "events are what their schema says" valid event "$demo/events.jsonl"
check "the truth is what its schema says" valid truth "$demo/night/truth.jsonl"
check "GeoJSON with exact places says for whom it is" says_for_whom
check "recordings.csv is what its schema says" valid recording "$demo/night/recordings.csv"
check "the order of detections does not matter" order_does_not_matter
check "standard input is as good as a file" standard_input_is_read
check "the same seed gives the same bytes" same_seed_same_bytes
check "a bad line is named by file and line" says_file_and_line
check "--strict refuses it" strict_refuses
check "no sector is wrong use" ends_with 2 "$tacet" locate "$demo/detections.jsonl"
check "a sector that is not there" ends_with 2 "$tacet" locate -s "$tmp/nowhere" "$demo/detections.jsonl"
check "an unknown option" ends_with 2 "$tacet" locate --no-such-option
check "an unknown command" ends_with 2 "$tacet" no-such-command
check "nothing usable in the input" ends_with 2 "$tacet" detect -s "$sector" "$root/README.md"
check "a full disk is said" full_disk
finish
