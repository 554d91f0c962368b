#!/bin/sh
# Real gunfire, where TACET_TEST_DATA says that there is some.
#
# usage: test_live_fire.sh TACET SOURCE-ROOT
set -u
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
TACET=$(realpath "$1")
export TACET
positions=${TACET_TEST_DATA:-}/pittsburgh-live-fire
echo "1..1"
if [ -d "$positions" ]; then
    check "real shots are found and located" "$2/tools/live-fire" "$positions"
else
    skip "real shots are found and located" "TACET_TEST_DATA names no folder with pittsburgh-live-fire in it"
fi
finish
