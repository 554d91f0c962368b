#!/bin/bash
# run             build, then play and check the demonstration: a night in a sector with a line
build_program
say "the demonstration: a night in the north valley"
TACET=build-run/src/app/tacet exec tools/demo demo
