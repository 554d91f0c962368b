#!/bin/bash
# test [NAME...]  build and run every test (or those named, as SUITE or TEST); counts every case
need build test
configure build
compile build
run_tests build "$@"
