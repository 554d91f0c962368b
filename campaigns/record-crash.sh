#!/bin/bash
# a log's process is ended at every change to the file system, and at INSTANTS (default 1000) random instants
set -euo pipefail
cd "$(dirname "$0")/.."
instants=${1:-1000}
# shellcheck source=tools/dev.d/lib.sh
. tools/dev.d/lib.sh

need build test
configure build
compile build
CMOCKA_MESSAGE_OUTPUT=STDOUT build/tests/record/test-log-crash build/src/app/tacet \
    "$PWD/build/tests/record/libcrash-calls.so" 1 "$instants"
