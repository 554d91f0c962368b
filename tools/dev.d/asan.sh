#!/bin/bash
# asan [NAME...]  the tests once more, built by clang with address and undefined-behaviour sanitizers
need build test sanitize
CC=clang configure build-asan -Db_sanitize=address,undefined -Db_lundef=false -Ddocs=disabled
compile build-asan
export ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
# What libraries keep until the end is no leak of ours; quiet, because tests look at what the program says.
export LSAN_OPTIONS=suppressions=$PWD/tests/leaks.txt:print_suppressions=0
run_tests build-asan --no-suite=style --no-suite=install --timeout-multiplier 10 "$@"
