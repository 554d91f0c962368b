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

echo "1..11"
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

# A range with an array, a recorder that lost a second, and a ridge of 20 m across the line of sight.
range=$tmp/range
mkdir "$range"
cat >"$range/sector.yaml" <<END
name: Range
frame: local
stations: stations.csv
terrain: ridge.asc
END
cat >"$range/stations.csv" <<END
id,x,y,z,position_sigma_m,clock_sigma_s,array
A,100,0,2,0,0,mics.csv
B,400,0,2,0,0,
END
printf 'channel,x_m,y_m,z_m\n0,0,0,0\n1,0.5,0,0\n2,0,0.5,0\n' >"$range/mics.csv"
{
    printf 'ncols 30\nnrows 20\nxllcorner -600\nyllcorner -600\ncellsize 60\n'
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        echo "0 0 0 0 0 0 0 0 0 0 0 0 0 0 20 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0"
    done
} >"$range/ridge.asc"
cat >"$range/scene.yaml" <<END
sector: .
start: 2026-01-01T00:00:00Z
duration_s: 5
weapons:
  rifle: {peak_pa: 1600, positive_phase_s: 0.0012, bullet: {diameter_mm: 7.62, length_mm: 26, speed_m_s: 830}}
shooters: [{at: [0, 10], weapon: rifle, aim: [200, 10], schedule: [{at_s: 1}]}]
gaps: [{station: B, lost: [[3, 1]]}]
END
"$tacet" simulate "$range/scene.yaml" -o "$range/out" --quiet >"$tmp/out" 2>&1
check_none "an array gives one recording with a row for each microphone" "$(
    exec 2>&1
    cat "$tmp/out"
    [ "$(grep -c '^A-001.flac,A,[012],' "$range/out/recordings.csv")" = 3 ] || cat "$range/out/recordings.csv"
    [ "$(grep -c '^B-001.flac,B,0,' "$range/out/recordings.csv")" = 1 ] || cat "$range/out/recordings.csv"
)"
check_none "the truth names every sound, and what is wrong with a station" "$(
    exec 2>&1
    head -n 1 "$range/out/sounds.jsonl" | grep -q '"kind":"shock_wave","shot":0' || cat "$range/out/sounds.jsonl"
    [ "$(grep -c '"station":"A"' "$range/out/sounds.jsonl")" = 2 ] || cat "$range/out/sounds.jsonl"
    [ "$(grep -c '"station":"B".*muzzle_blast' "$range/out/sounds.jsonl")" = 1 ] || cat "$range/out/sounds.jsonl"
    grep -q '"station":"B".*"gaps":\[\[3.0,1.0\]\]' "$range/out/stations.jsonl" || cat "$range/out/stations.jsonl"
    grep -q '"class":"small_arms"' "$range/out/truth.jsonl" || cat "$range/out/truth.jsonl"
)"
finish
