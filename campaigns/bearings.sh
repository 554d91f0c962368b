#!/bin/bash
# bearings of made-up shots (TRIALS a level, default 200) and, with TACET_TEST_DATA, of recorded infrasound
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/dev.d/lib.sh
trials=${1:-200}
data=${TACET_TEST_DATA:-}/infrasound-array

need build test
configure build
compile build tests/signal/bearing-tables tests/signal/hearing-table tests/face/infrasound-tables >&2

work=$(mktemp -d "${TMPDIR:-/tmp}/tacet-bearings.XXXXXX")
trap 'rm -rf "$work"' EXIT

# What is heard from the stream takes as long as the bearings do: beside them.
{
    echo "== hearing and bearings together, from the stream"
    build/tests/signal/hearing-table "$trials"
    if [ -d "$data" ]; then
        echo
        echo "== infrasound array YJ.BRP, 2012-04-09 18:00 to 18:20"
        build/tests/face/infrasound-tables "$data"
    fi
} >"$work/stream" &
stream=$!

echo "== for comparison, six microphones, radius 0.25 m, tau 0.6 ms, 48 kHz, elevation 0 to 30 degrees; median azimuth error"
echo "   ODAS: 1.7 degrees at 40 dB, 1.0 at 20 dB, all missed at 10 dB"
echo "   cross-correlation with known windows: 0.33, 0.42, 3.7 degrees"
echo
echo "== bearings, windows known to half a millisecond; degrees; 95 % intervals; bound: Cramer-Rao for these samples"
build/tests/signal/bearing-tables "$trials"
echo
wait "$stream"
cat "$work/stream"
