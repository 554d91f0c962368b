#!/bin/bash
# the classifier, cross-validated: everyday sounds, live fire, simulation; reliability; the example range; retrains to the same bytes
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/dev.d/lib.sh

[ -d "${TACET_TEST_DATA:-}/everyday-sounds" ] ||
    die "classes: TACET_TEST_DATA names no folder with everyday-sounds in it (see README.md)"
need train >&2
work=$(mktemp -d "${TMPDIR:-/tmp}/tacet-classes.XXXXXX")
trap 'rm -rf "$work"' EXIT

train/make-table "$TACET_TEST_DATA" "$work/table" >&2
/usr/bin/python3 train/fit.py "$work/table" --model "$work/class_model.c" --report \
    --reliability docs/images/class-reliability.svg
echo "== examples/range, what its sounds are called"
build_program >&2
build-run/src/app/tacet simulate examples/range/scene.yaml -o "$work/range" --quiet
build-run/src/app/tacet detect -s examples/range "$work/range" --quiet >"$work/range.jsonl"
tools/score-classes "$work/range/sounds.jsonl" "$work/range.jsonl"
echo "== taught once more"
if cmp -s "$work/class_model.c" src/signal/class_model.c; then
    echo "the same bytes as the model that is built in"
else
    echo "another model than the one that is built in: run ./dev train"
    exit 1
fi
