#!/bin/bash
# thirty days of fire, reports, claims and lies (--seeds N, --laws A,B): incidents, matches, who opened fire against truth and judge
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/dev.d/lib.sh

build_program >&2
exec python3 campaigns/incidents.py build-run/src/app/tacet --seed "$TACET_SEED" "$@"
