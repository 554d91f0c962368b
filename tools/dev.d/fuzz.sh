#!/bin/bash
# fuzz [TARGET|all] [SECONDS]  look for inputs that break a parser (10 s each); what is found stays in build-fuzz/found
fuzz_target=${1:-all}
fuzz_seconds=${2:-10}
fuzz_seed=${TACET_SEED:-1}
case $fuzz_seconds in '' | *[!0-9]*) refuse "fuzz: '$fuzz_seconds' is no number of seconds" ;; esac

mapfile -t fuzz_targets < <(fuzz_names)
if [ "$fuzz_target" != all ]; then
    [ -f "fuzz/fuzz_$fuzz_target.c" ] || refuse "fuzz: no target '$fuzz_target'; there are: ${fuzz_targets[*]}"
    fuzz_targets=("$fuzz_target")
fi
need build test sanitize
CC=clang configure build-fuzz -Dfuzz=true -Db_sanitize=address,undefined -Db_lundef=false -Ddocs=disabled

export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
failed=0
for name in "${fuzz_targets[@]}"; do
    compile build-fuzz "fuzz/fuzz-$name"
    # What a run grows goes to a folder of its own; the committed corpus only grows by campaign.
    mkdir -p "fuzz/corpus/$name" "build-fuzz/grown/$name" build-fuzz/found
    say "fuzzing $name for $fuzz_seconds s (seed $fuzz_seed)"
    if ! build-fuzz/fuzz/fuzz-"$name" -max_total_time="$fuzz_seconds" -seed="$fuzz_seed" -timeout=10 -rss_limit_mb=2048 \
        -max_len=65536 -print_final_stats=1 -verbosity=0 -artifact_prefix="build-fuzz/found/$name-" \
        "build-fuzz/grown/$name" "fuzz/corpus/$name" >"build-fuzz/$name.log" 2>&1; then
        failed=$((failed + 1))
        tail -n 40 "build-fuzz/$name.log"
        say "$name: broken; the input is in build-fuzz/found, the story in build-fuzz/$name.log"
    fi
    runs=$(awk '/stat::number_of_executed_units/ { print $2 }' "build-fuzz/$name.log")
    echo "$name: ${runs:-0} inputs tried"
done
[ "$failed" -eq 0 ]
