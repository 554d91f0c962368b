#!/bin/bash
# tsan [NAME...]  the tests of what runs in several threads, built by clang with the thread sanitizer
need build test sanitize
CC=clang configure build-tsan -Db_sanitize=thread -Db_lundef=false -Ddocs=disabled
compile build-tsan
export TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1
[ $# -gt 0 ] || set -- app network record
run_tests build-tsan --timeout-multiplier 20 "$@"
