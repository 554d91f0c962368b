#!/bin/sh
# tacet simulate as a script sees it: its files, its determinism, its refusals.
#
# usage: test_simulate.sh TACET SOURCE-ROOT
set -u
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
tacet=$1
valley=$(cd "$2" && pwd)/examples/north-valley
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT

# refused CODE WORDS ARGUMENT...: ends with CODE and one line that says WORDS.
refused() {
    code=$1 words=$2
    shift 2
    said=$("$tacet" simulate "$@" 2>&1)
    found=$?
    [ "$found" = "$code" ] || echo "ended with $found, expected $code: $said"
    [ "$(echo "$said" | wc -l)" = 1 ] || echo "not one line: $said"
    case $said in
    *"$words"*) ;;
    *) echo "does not say '$words': $said" ;;
    esac
}

# The first minute of a scene, so that it is quick: two windows, three stations' worth of sound.
short_scene() {
    cat <<END
sector: $valley
start: 2026-03-14T20:00:00Z
duration_s: 60
windows: [[1, 3], [10, 4]]
format: $1
weapons: {rifle: {peak_pa: 1500, positive_phase_s: 0.001}}
shooters: [{at: [-33.4, 45.005], weapon: rifle, schedule: [{at_s: 1, rounds: 2}, {at_s: 40}]}]
END
}

echo "1..9"
short_scene flac >"$tmp/scene.yaml"
"$tacet" simulate "$tmp/scene.yaml" -o "$tmp/a" --quiet >"$tmp/out" 2>&1
check_none "it is done, and quiet" "$(cat "$tmp/out")"
check_none "a recording for each station and window, and a row for each" "$(
    exec 2>&1
    stations=$(($(wc -l <"$valley/stations.csv") - 1))
    [ "$(find "$tmp/a" -name '*.flac' | wc -l)" = $((2 * stations)) ] || ls "$tmp/a"
    [ "$(wc -l <"$tmp/a/recordings.csv")" = $((2 * stations + 1)) ] || cat "$tmp/a/recordings.csv"
    grep -q '^V01-002.flac,V01,0,2026-03-14T20:00:10.000000000Z,12000,20$' "$tmp/a/recordings.csv" ||
        cat "$tmp/a/recordings.csv"
)"
check_none "a truth for each shot" "$(
    exec 2>&1
    [ "$(grep -c '"time":"2026-03-14T20:00:' "$tmp/a/truth.jsonl")" = 3 ] || cat "$tmp/a/truth.jsonl"
    [ "$(tail -n 1 "$tmp/a/truth.jsonl" | grep -c '"heard_by":0}')" = 1 ] || echo "the shot outside the windows is heard"
)"
"$tacet" simulate "$tmp/scene.yaml" -o "$tmp/b" --quiet
check_none "the same bytes again" "$(diff -r "$tmp/a" "$tmp/b" 2>&1)"
"$tacet" simulate "$tmp/scene.yaml" -o "$tmp/c" --quiet --seed 2
check_none "other bytes with another seed" "$(
    cmp -s "$tmp/a/V01-001.flac" "$tmp/c/V01-001.flac"
    [ $? = 1 ] || echo "not two files that differ"
)"
short_scene wav >"$tmp/wav.yaml"
"$tacet" simulate "$tmp/wav.yaml" -o "$tmp/d" --quiet
check_none "WAV files of the length of their windows" "$(
    exec 2>&1
    [ "$(wc -c <"$tmp/d/V02-001.wav")" = $((44 + 2 * 3 * 12000)) ] || wc -c "$tmp/d/V02-001.wav"
)"
"$tacet" simulate "$tmp/scene.yaml" --detections -o "$tmp/e" --quiet
check_none "detections, and the truth names them" "$(
    exec 2>&1
    [ ! -e "$tmp/e/recordings.csv" ] || echo "there is a recordings.csv"
    [ "$(wc -l <"$tmp/e/detections.jsonl")" -ge 6 ] || cat "$tmp/e/detections.jsonl"
    grep -q '"detections":\[[0-9]' "$tmp/e/truth.jsonl" || cat "$tmp/e/truth.jsonl"
)"
check_none "wrong use and wrong input end with 2" "$(
    refused 2 "expected one scene file" -o "$tmp/f"
    refused 2 "--output FOLDER is missing" "$tmp/scene.yaml"
    refused 2 "no such file" "$tmp/nothing.yaml" -o "$tmp/f"
    sed 's/duration_s: 60/duration_s: -60/' "$tmp/scene.yaml" >"$tmp/bad.yaml"
    refused 2 "bad.yaml:3: found '-60'" "$tmp/bad.yaml" -o "$tmp/f"
    sed 's/^windows/windws/' "$tmp/scene.yaml" >"$tmp/bad.yaml"
    refused 2 "windows" "$tmp/bad.yaml" -o "$tmp/f"
)"
check_none "a folder that cannot be written ends with 3" "$(refused 3 "cannot be" "$tmp/scene.yaml" -o "$tmp/no/such/folder")"
finish
