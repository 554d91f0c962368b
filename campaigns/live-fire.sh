#!/bin/bash
# real gunfire: the positions of the Pittsburgh set in TACET_TEST_DATA, from reported pulses, from recordings alone, and turned
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/dev.d/lib.sh

positions=${TACET_TEST_DATA:-}/pittsburgh-live-fire
[ -d "$positions" ] || die "live-fire: TACET_TEST_DATA names no folder with pittsburgh-live-fire in it (see README.md)"
build_program >&2
exec tools/live-fire "$positions" 8
