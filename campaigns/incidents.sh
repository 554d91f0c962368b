#!/bin/bash
# a month of fire, reports, claims and lies in four worlds (names, default all; --seeds N, default 5): against truth and judge
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/dev.d/lib.sh

build_program >&2
exec python3 campaigns/incidents.py build-run/src/app/tacet --seed "$TACET_SEED" "$@"
