#!/bin/bash
# an agreement of 12 clauses over 60 days, deaf hours, exercises, errors (--seeds N, default 5): verdicts against truth and judge
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/dev.d/lib.sh

build_program >&2
exec python3 campaigns/accord.py build-run/src/app/tacet --seed "$TACET_SEED" "$@"
