#!/bin/bash
# what tacet plan predicts against what becomes of simulated shots, in SECTORS (200) random sectors; calibration under 0.03
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/dev.d/lib.sh

build_program >&2
/usr/bin/python3 campaigns/coverage.py build-run/src/app/tacet "${1:-200}" "$TACET_SEED"
