#!/bin/bash
# docs            build the man pages and check that every link of the documents leads somewhere
need build docs
configure build
quietly build meson configure build -Ddocs=enabled
compile build
tools/check-links
say "man pages are in build/docs/man; read one with: man ./build/docs/man/tacet.1"
