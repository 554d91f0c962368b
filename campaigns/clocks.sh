#!/bin/bash
# clocks that are off, drift or jump, and moved stations along a line (--seeds N, default 5): found, false, how far off
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/dev.d/lib.sh

build_program >&2
exec python3 campaigns/clocks.py build-run/src/app/tacet --seed "$TACET_SEED" "$@"
