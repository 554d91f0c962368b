#!/bin/bash
# an hour of a long line in thirteen worlds (names of SETS, default all; --seeds N, default 5): F1, errors, regions, time
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/dev.d/lib.sh

build_program >&2
exec python3 campaigns/line_scenes.py build-run/src/app/tacet --seed "$TACET_SEED" "$@"
