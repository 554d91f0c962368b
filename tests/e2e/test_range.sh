#!/bin/sh
# Two arrays and a station: the simulator's range, from its sound to the places of its shots.
#
# usage: test_range.sh TACET SOURCE-ROOT
set -u
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
tacet=$(realpath "$1")
cd "$2" || exit 2
work=$(mktemp -d "${TMPDIR:-/tmp}/tacet-range.XXXXXX")
trap 'rm -rf "$work"' EXIT
echo "1..5"
located() { [ "$(grep -c '"status":"located"' "$1")" -ge "$2" ]; }
all_right() { "$tacet" score -s examples/range "$1" --truth "$work/range/truth.jsonl" --json | python3 -c '
import json, sys
score = json.load(sys.stdin)
print(score)
sys.exit(score["false"] > 0)'; }
check "the range is simulated" "$tacet" simulate examples/range/scene.yaml -o "$work/range" --quiet
"$tacet" detect -s examples/range "$work/range" --quiet >"$work/heard"
"$tacet" locate -s examples/range --quiet "$work/heard" >"$work/three"
check "three stations locate 14 of 15 shots at least" located "$work/three" 14
check "and nothing that was none" all_right "$work/three"
grep -v '"station":"R3"' "$work/heard" >"$work/arrays"
"$tacet" locate -s examples/range --quiet "$work/arrays" >"$work/two"
check "the two arrays alone locate 14 of them, too" located "$work/two" 14
check "and nothing that was none" all_right "$work/two"
finish
