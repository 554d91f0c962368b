#!/bin/bash
# real gunfire: the positions of the Pittsburgh set in TACET_TEST_DATA, from reported pulses and from recordings alone
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/dev.d/lib.sh

positions=${TACET_TEST_DATA:-}/pittsburgh-live-fire
[ -d "$positions" ] || die "live-fire: TACET_TEST_DATA names no folder with pittsburgh-live-fire in it (see README.md)"
build_program >&2
tacet=build-run/src/app/tacet
work=$(mktemp -d "${TMPDIR:-/tmp}/tacet-live-fire.XXXXXX")
trap 'rm -rf "$work"' EXIT

# score KIND POSITION EVENTS MIN-FOUND MAX-FALSE: prints the figures; a bound that does not hold fails the campaign.
status=0
score() {
    echo "== $2, from $1"
    "$tacet" score -s "$work/$2" "$3" --truth "$work/$2/truth.jsonl" --min-found "$4" --max-false "$5" 2>&1 |
        tee -a "$work/figures of $1" || status=1
}

# total KIND: shots, found and false over all positions.
total() {
    awk -v kind="$1" '
        $1 == "shots" { shots += $2; found += $4; wrong += $NF }
        END { printf "== all positions, from %s: %d of %d shots found, %d false\n", kind, found, shots, wrong }
    ' "$work/figures of $1"
}

for position in "$positions"/FP*; do
    name=$(basename "$position")
    sector=$work/$name
    examples/pittsburgh/make-sector "$position" "$sector" >&2
    "$tacet" locate -s "$sector" "$sector/pulses.jsonl" >"$work/pulses.jsonl" 2>"$work/said"
    score "every reported pulse" "$name" "$work/pulses.jsonl" 0.97 0.02
    "$tacet" detect -s "$sector" "$sector" 2>"$work/said" |
        "$tacet" locate -s "$sector" >"$work/heard.jsonl" 2>>"$work/said"
    score "the recordings alone" "$name" "$work/heard.jsonl" 0.80 0.05
done
total "every reported pulse"
total "the recordings alone"
exit "$status"
