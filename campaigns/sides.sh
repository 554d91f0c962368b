#!/bin/bash
# 100,000 shots within 500 m of a line (--shots N): whether the sides said are as sure as one who knows all could be
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/dev.d/lib.sh

build_program >&2
exec python3 campaigns/sides.py build-run/src/app/tacet --seed "$TACET_SEED" "$@"
