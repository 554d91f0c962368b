#!/bin/bash
# processes of logs, mirrors and witnesses are ended at every change to the file system, logs at INSTANTS (default 1000) too
set -euo pipefail
cd "$(dirname "$0")/.."
instants=${1:-1000}
# shellcheck source=tools/dev.d/lib.sh
. tools/dev.d/lib.sh

need build test
configure build
compile build
export CMOCKA_MESSAGE_OUTPUT=STDOUT
program=build/src/app/tacet
calls=$PWD/build/tests/record/libcrash-calls.so
build/tests/record/test-log-crash "$program" "$calls" 1 "$instants"
for who in mirror witness; do
    build/tests/record/test-$who-crash "$program" "$calls" 1
done
