#!/bin/bash
# onsets: standard errors against simulation beside the Cramer-Rao bound, false alarms, and the labelled live-fire pulses
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/dev.d/lib.sh

build_program >&2
need build test >&2
configure build >&2
compile build tests/signal/onset-table tests/signal/noise-table >&2

echo "== simulation: onsets of blasts of 0.5 to 4 ms; dB is the peak over the noise of the whole band"
build/tests/signal/onset-table "${1:-400}"
echo
echo "== noise: pulses in an hour of each, and in ten minutes at 48 kHz"
build/tests/signal/noise-table

positions=${TACET_TEST_DATA:-}/pittsburgh-live-fire
if [ -d "$positions" ]; then
    work=$(mktemp -d "${TMPDIR:-/tmp}/tacet-onset.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    scored=()
    for position in "$positions"/FP*; do
        name=$(basename "$position")
        examples/pittsburgh/make-sector "$position" "$work/$name" >&2
        build-run/src/app/tacet detect -s "$work/$name" "$work/$name" --quiet >"$work/$name.jsonl" 2>/dev/null
        scored+=("$position" "$work/$name.jsonl")
    done
    echo
    echo "== real gunfire: labelled pulses"
    tools/score-pulses "${scored[@]}"
fi
