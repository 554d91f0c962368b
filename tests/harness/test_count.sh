#!/bin/sh
# The counter of tests is what a red or green run rests on: crashes, skips and missing cases must not get lost.
set -u
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
count=$1
tmp=$(mktemp "${TMPDIR:-/tmp}/tacet-count.XXXXXX")
trap 'rm -f "$tmp"' EXIT
echo "1..9"

# expect NAME CLOSING-LINE EXIT-CODE JSON-LINE...
expect() {
    name=$1 closing=$2 code=$3
    shift 3
    printf '%s\n' "$@" >"$tmp"
    found=$("$count" "$tmp")
    found_code=$?
    [ "$(echo "$found" | tail -n 1)" = "$closing" ] && [ "$found_code" -eq "$code" ]
    result $? "$name" "found '$found' and $found_code, expected '$closing' and $code"
}

expect "cases are counted" "2 passed, 0 failed, 0 skipped" 0 \
    '{"name": "a", "result": "OK", "stdout": "1..2\nok 1 - x\nok 2 - y\n"}'
expect "cmocka's skip is a skip" "1 passed, 0 failed, 1 skipped" 0 \
    '{"name": "a", "result": "OK", "stdout": "1..2\nok 1 - x\nnot ok 2 # SKIP y\n"}'
expect "a failed case" "1 passed, 1 failed, 0 skipped" 1 \
    '{"name": "a", "result": "FAIL", "stdout": "1..2\nok 1 - x\nnot ok 2 - y\n# 0\n"}'
expect "a crash" "1 passed, 1 failed, 0 skipped" 1 \
    '{"name": "a", "result": "FAIL", "stdout": "1..2\nok 1 - x\n"}'
expect "an early end with exit code 0" "1 passed, 1 failed, 0 skipped" 1 \
    '{"name": "a", "result": "OK", "stdout": "1..2\nok 1 - x\n"}'
expect "a crash after the last case" "1 passed, 1 failed, 0 skipped" 1 \
    '{"name": "a", "result": "FAIL", "stdout": "1..1\nok 1 - x\n"}'
expect "too slow" "0 passed, 1 failed, 0 skipped" 1 '{"name": "a", "result": "TIMEOUT", "stdout": ""}'
expect "a program without cases" "1 passed, 0 failed, 1 skipped" 0 \
    '{"name": "a", "result": "OK"}' '{"name": "b", "result": "SKIP"}'
expect "nothing ran" "0 passed, 1 failed, 0 skipped" 1
finish
