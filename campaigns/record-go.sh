#!/bin/bash
# a record of a million entries (or SIZES that grow), verified by Go's transparency log with every head on the way
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- 1 256 65536 65537 999999 1000000
./dev test record/goverify >/dev/null # builds all that is needed
exec sh tests/record/test_goverify.sh build/src/app/tacet tests/record/goverify "$@"
