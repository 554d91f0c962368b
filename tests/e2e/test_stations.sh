#!/bin/sh
# Stations that are not well, from beginning to end: a clock that is off and a station that was moved are named in the
# summary, in the events that rest on them and in a file for programs.
#
# usage: test_stations.sh TACET SOURCE-ROOT
set -u
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
tacet=$(realpath "$1")
root=$2
tmp=$(mktemp -d "${TMPDIR:-/tmp}/tacet-stations.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
echo "1..5"

valid() {
    [ -s "$2" ] && /usr/bin/python3 "$root/tests/schema/validate.py" "$root/schemas/$1.schema.json" "$2"
}

# A short line whose scene is told of two faults.
located() {
    "$root/campaigns/make-line-scene" "$tmp" --stations 30 --shots 400 --seed 4 &&
        printf 'clocks:\n  - {station: S0012, off_s: -1.25}\nmoved:\n  - {station: S0020, by_m: [-150, 20]}\n' \
            >>"$tmp/scene.yaml" &&
        "$tacet" simulate "$tmp/scene.yaml" -o "$tmp" --quiet &&
        "$tacet" locate -s "$tmp" "$tmp/detections.jsonl" --stations "$tmp/health.jsonl" >"$tmp/events.jsonl" 2>"$tmp/err"
}

summary_names_them() {
    grep -q '^clock of S0012 is off by -1\.2[0-9]* s +-' "$tmp/err" &&
        grep -q '^S0020 seems to stand 1[0-9]* m west of where the sector has it' "$tmp/err" &&
        [ "$(grep -c -e '^clock of' -e 'seems to stand' "$tmp/err")" -eq 2 ]
}

# Each event that used them says so, and no other does.
events_name_them() {
    valid event "$tmp/events.jsonl" || return 1
    /usr/bin/python3 - "$tmp/events.jsonl" <<'EOF'
import json
import sys

events = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
said = 0
for event in events:
    used = {a["station"] for a in event["arrivals"] if a["used"]} & {"S0012", "S0020"}
    told = [w for w in event["warnings"] if not w.startswith("the place is in doubt")]
    assert len(used) == len(told), event
    assert all(any(station in w for w in told) for station in used), event
    said += bool(used)
assert said > 20, said
EOF
}

programs_are_told() {
    valid station-health "$tmp/health.jsonl" && [ "$(wc -l <"$tmp/health.jsonl")" -eq 2 ]
}

quiet_is_quiet() {
    "$tacet" locate -s "$tmp" "$tmp/detections.jsonl" --quiet 2>&1 >/dev/null | grep -q . && return 1
    return 0
}

check "a line with two faults is located" located
check "the summary names both and nothing else" summary_names_them
check "so do the events that rest on them" events_name_them
check "a file says it to programs" programs_are_told
check "with --quiet nothing is said" quiet_is_quiet
finish
