#!/bin/bash
# three weapons 200 m apart at ten rounds a second, twelve stations: how many of their 90 rounds are found and told apart
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/dev.d/lib.sh

build_program >&2
tacet=build-run/src/app/tacet
work=$(mktemp -d "${TMPDIR:-/tmp}/tacet-automatic.XXXXXX")
trap 'rm -rf "$work"' EXIT

status=0
for width_m in 2000 4000 8000; do
    for seed in $TACET_SEED $((TACET_SEED + 1)) $((TACET_SEED + 2)); do
        folder=$work/$width_m-$seed
        campaigns/make-automatic-scene "$folder" "$width_m" "$seed"
        "$tacet" simulate "$folder/scene.yaml" -o "$folder" 2>"$work/said"
        "$tacet" locate -s "$folder" "$folder/detections.jsonl" >"$work/events.jsonl" 2>>"$work/said"
        echo "== a field of $width_m m, seed $seed"
        "$tacet" score -s "$folder" "$work/events.jsonl" --truth "$folder/truth.jsonl" \
            --min-heard 5 --min-found 0.95 --max-false 0.2 2>&1 || status=1
    done
done
exit "$status"
