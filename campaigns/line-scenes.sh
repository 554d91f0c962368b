#!/bin/bash
# an hour of a long line, three times: A quiet, B dense, C long and dense; found, false, errors, ellipses, time
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/dev.d/lib.sh

build_program >&2
tacet=build-run/src/app/tacet
work=$(mktemp -d "${TMPDIR:-/tmp}/tacet-line.XXXXXX")
trap 'rm -rf "$work"' EXIT

# scene NAME STATIONS SHOTS CLUTTER: a shot that fewer than five stations could hear is not called missed.
status=0
scene() {
    local folder=$work/$1 started
    campaigns/make-line-scene "$folder" "$2" "$3" "$4" "$TACET_SEED"
    "$tacet" simulate "$folder/scene.yaml" -o "$folder" 2>"$work/said"
    started=$(date +%s%N)
    "$tacet" locate -s "$folder" "$folder/detections.jsonl" >"$work/events.jsonl" 2>>"$work/said"
    echo "== $1: $2 stations, about $3 shots, $4 false detections a station"
    echo "$(wc -l <"$folder/detections.jsonl") detections located in $((($(date +%s%N) - started) / 1000000)) ms"
    "$tacet" score -s "$folder" "$work/events.jsonl" --truth "$folder/truth.jsonl" \
        --min-heard 5 --min-found 0.97 --max-false 0.03 2>&1 || status=1
}

scene A 50 60 4
scene B 50 600 20
scene C 200 2400 20
exit "$status"
