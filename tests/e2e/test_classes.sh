#!/bin/sh
# The classes that the built-in model gives to recordings, where TACET_TEST_DATA says that there are some.
#
# usage: test_classes.sh TACET SOURCE-ROOT
set -u
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
tacet=$(realpath "$1")
cd "$2" || exit 2
echo "1..2"
if [ -d "${TACET_TEST_DATA:-}/everyday-sounds" ] && [ -d "${TACET_TEST_DATA:-}/pittsburgh-live-fire" ]; then
    work=$(mktemp -d "${TMPDIR:-/tmp}/tacet-classes.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    python3 tests/e2e/classes.py "$tacet" "$TACET_TEST_DATA" "$work" >"$work/figures"
    sed 's/^/# /' "$work/figures"
    check "at most 2 % of the everyday clips that it was taught by hold fire" awk '/^everyday/ { exit !($2 > 0 && $3 <= 0.02 * $2) }' "$work/figures"
    check "97 % of the shots of 12 dB that it was taught by are fire" awk '/^shots/ { exit !($2 > 0 && $3 >= 0.97 * $2) }' "$work/figures"
else
    skip "at most 2 % of the everyday clips that it was taught by hold fire" "TACET_TEST_DATA names no such folder"
    skip "97 % of the shots of 12 dB that it was taught by are fire" "TACET_TEST_DATA names no such folder"
fi
finish
