#!/bin/bash
# CHANGES (default 10000) random single changes to the files of a record, under sanitizers: each is detected and named
set -euo pipefail
cd "$(dirname "$0")/.."
changes=${1:-10000}
# shellcheck source=tools/dev.d/lib.sh
. tools/dev.d/lib.sh

need build test sanitize
CC=clang configure build-asan -Db_sanitize=address,undefined -Db_lundef=false -Ddocs=disabled
compile build-asan tests/record/test-record-tampering
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
CMOCKA_MESSAGE_OUTPUT=STDOUT build-asan/tests/record/test-record-tampering "$changes"
