#!/bin/bash
# setup           install everything that any other command could want, and configure the build
need build test sanitize deb docs
configure build
say "ready"
