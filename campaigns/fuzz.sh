#!/bin/bash
# every fuzz target, or the TARGETs named, for a long time (SECONDS each, default 600); new inputs join the committed corpus
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-600}
[ $# -eq 0 ] || shift
targets=("$@")
at_once=${TACET_JOBS:-1}
most=60 # inputs of a corpus that grows here, small and large, of those that lead somewhere

if [ ${#targets[@]} -eq 0 ]; then
    for file in fuzz/fuzz_*.c; do
        name=${file#fuzz/fuzz_}
        targets+=("${name%.c}")
    done
fi
for name in "${targets[@]}"; do
    ./dev fuzz "$name" 1 >/dev/null # builds it, one after the other
done
status=0
printf '%s\n' "${targets[@]}" | xargs -P "$at_once" -I '{}' ./dev fuzz '{}' "$seconds" || status=1
for name in "${targets[@]}"; do
    corpus=fuzz/corpus/$name
    before=$(find "$corpus" -type f | wc -l)
    merged=$(mktemp -d "${TMPDIR:-/tmp}/tacet-merged.XXXXXX")
    # Merging keeps an input only if it leads somewhere that no other does.
    "build-fuzz/fuzz/fuzz-$name" -merge=1 -max_len=4096 "$merged" "$corpus" "build-fuzz/grown/$name" >/dev/null 2>&1
    if [ "$before" -lt "$most" ]; then
        find "$merged" -type f -printf '%s %p\n' | sort -n | cut -d ' ' -f 2 |
            awk -v wanted=$((most - before)) '{ file[NR] = $0 }
                END { each = NR / wanted; if (each < 1) each = 1
                      for (i = 1; i <= wanted && i <= NR; i++) print file[int(i * each)] }' |
            xargs -r cp -n -t "$corpus"
    fi
    echo "$name: corpus of $before inputs, now $(find "$corpus" -type f | wc -l); all that was found leads to as much as $(find "$merged" -type f | wc -l) inputs do"
    rm -rf "$merged"
done
exit "$status"
