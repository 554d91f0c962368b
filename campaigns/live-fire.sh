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

# score NAME SECTOR EVENTS MIN-FOUND MAX-FALSE: prints the figures; a bound that does not hold fails the campaign.
status=0
score() {
    echo "== $1"
    "$tacet" score -s "$2" "$3" --truth "$2/truth.jsonl" --min-found "$4" --max-false "$5" 2>&1 || status=1
}

for position in "$positions"/FP*; do
    name=$(basename "$position")
    sector=$work/$name
    examples/pittsburgh/make-sector "$position" "$sector" >&2
    "$tacet" locate -s "$sector" "$sector/pulses.jsonl" >"$work/pulses.jsonl" 2>"$work/said"
    score "$name, from every reported pulse" "$sector" "$work/pulses.jsonl" 0.97 0.02
    "$tacet" detect -s "$sector" "$sector" 2>"$work/said" |
        "$tacet" locate -s "$sector" >"$work/heard.jsonl" 2>>"$work/said"
    score "$name, from the recordings alone" "$sector" "$work/heard.jsonl" 0.80 0.05
done
exit "$status"
