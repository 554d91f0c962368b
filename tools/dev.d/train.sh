#!/bin/bash
# train           teach the classifier anew from the recordings in TACET_TEST_DATA and simulation (the model is committed)
need build train
[ -d "${TACET_TEST_DATA:-}/everyday-sounds" ] && [ -d "$TACET_TEST_DATA/pittsburgh-live-fire" ] ||
    die "train: TACET_TEST_DATA names no folder with everyday-sounds and pittsburgh-live-fire in it (see README.md)"
train_work=$(mktemp -d "${TMPDIR:-/tmp}/tacet-train.XXXXXX")
trap 'rm -rf "$train_work"' EXIT
train/make-table "$TACET_TEST_DATA" "$train_work/table"
say "fitting"
/usr/bin/python3 train/fit.py "$train_work/table" --model "${1:-src/signal/class_model.c}"
