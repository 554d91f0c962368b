#!/bin/bash
# every fuzz target for a long time (SECONDS each, default 600); new inputs join the committed corpus
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-600}

status=0
./dev fuzz all "$seconds" || status=1
for grown in build-fuzz/grown/*/; do
    name=$(basename "$grown")
    before=$(find "fuzz/corpus/$name" -type f | wc -l)
    # Merging keeps an input only if it leads somewhere that no other does.
    "build-fuzz/fuzz/fuzz-$name" -merge=1 -max_len=65536 "fuzz/corpus/$name" "$grown" >/dev/null 2>&1
    echo "$name: corpus of $before inputs, now $(find "fuzz/corpus/$name" -type f | wc -l)"
done
exit "$status"
