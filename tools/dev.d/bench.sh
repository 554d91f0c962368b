#!/bin/bash
# bench [NAME]    measure speed on this machine (an optimised build of bench/bench_*.c); figures are ratios
need build test
configure build-bench --buildtype=release -Dwerror=false -Ddocs=disabled
compile build-bench
bench_found=0
for program in build-bench/bench/bench-"${1:-}"*; do
    case $program in *.p | *'*') continue ;; esac
    bench_found=1
    say "$(basename "$program")"
    "$program"
done
[ "$bench_found" -eq 1 ] || refuse "bench: there is no benchmark '${1:-}'"
