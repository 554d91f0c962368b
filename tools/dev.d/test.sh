#!/bin/bash
# test [NAME...]  build and run every test (or the suites, or the SUITE/TESTs named); counts every case
need build test
configure build
compile build
run_tests build "$@"
