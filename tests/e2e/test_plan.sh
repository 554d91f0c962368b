#!/bin/sh
# What tacet plan promises, beside what becomes of it: the JSON is what its schema says, a ridge takes from what is heard
# behind it, and shots that are simulated at places which are called sure or hopeless are found, or are not.
#
# usage: test_plan.sh TACET SOURCE-ROOT
set -u
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
tacet=$(realpath "$1")
root=$(cd "$2" && pwd)
tmp=$(mktemp -d "${TMPDIR:-/tmp}/tacet-plan.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
echo "1..4"

cat >"$tmp/sector.yaml" <<END
name: A valley with a ridge
frame: local
parties: [{id: north}, {id: south}]
line: [[-4000, 0], [4000, 0]]
stations: stations.csv
propagation: {travel_time_floor_s: 0.010, travel_time_fraction: 0.003}
END
cat >"$tmp/stations.csv" <<END
id,x,y,z,position_sigma_m,clock_sigma_s
A,-1500,-900,2,0.5,0.0002
B,-700,400,2,0.5,0.0002
C,100,-600,2,0.5,0.0002
D,800,700,2,0.5,0.0002
E,1500,-300,2,0.5,0.0002
F,300,200,2,0.5,0.0002
END
printf 'id,x,y\nsure,200,-150\nbehind,200,1900\nhopeless,200,19000\n' >"$tmp/places.csv"
# A ridge of 60 m along y = 1200, in cells of 60 m.
awk 'BEGIN {
    print "ncols 100\nnrows 100\nxllcorner -3000\nyllcorner -3000\ncellsize 60"
    for (row = 0; row < 100; row++) {
        y = 3000 - 60 * (row + 0.5); line = ""
        for (column = 0; column < 100; column++) line = line (y > 1170 && y < 1260 ? " 60" : " 0")
        print line
    }
}' >"$tmp/ridge.asc"

# Noise such that the far side is heard in the open.
plan() {
    "$tacet" plan -s "$tmp" --source 1600Pa --noise-db 60 --threshold-db 10 --spread-db 4 --excess-db-per-km 2 --sky night \
        "$@"
}

chance_of() {
    plan --places "$tmp/places.csv" --json | grep -o "\"id\": \"$1\"[^}]*" | sed 's/.*"detected_p": \([0-9.]*\).*/\1/'
}

the_schema_holds() {
    printf 'id,x,y\nS,0,2500\nT,0,-2500\n' >"$tmp/sites.csv"
    plan --places "$tmp/places.csv" --candidates "$tmp/sites.csv" --at 2026-01-01T12:00:00Z --cell 200 --quiet \
        --svg "$tmp/map.svg" --json >"$tmp/coverage.json" &&
        /usr/bin/python3 "$root/tests/schema/validate.py" "$root/schemas/coverage.schema.json" "$tmp/coverage.json"
}

check "the JSON is what its schema says" the_schema_holds
open=$(chance_of behind)
echo "terrain: ridge.asc" >>"$tmp/sector.yaml"
hidden=$(chance_of behind)
check "a ridge takes from what is heard behind it" awk -v a="$open" -v b="$hidden" 'BEGIN { exit !(a > 0.9 && b < a - 0.2) }'
check "in front of it nothing changes" [ "$(chance_of sure)" = 1.0 ]

cat >"$tmp/scene.yaml" <<END
sector: .
seed: 5
start: 2026-01-01T00:00:00Z
duration_s: 1300
output: detections
air: {temperature_gradient_k_per_m: 0.025}
noise: {white_pa: 0.02}
paths: {travel_time_floor_s: 0.010, travel_time_fraction: 0.003, level_sigma_db: 3.5, excess_db_per_km: 2}
hearing: {threshold_db: 10, scatter_db: 2, onset_sigma_s: 0.0005}
weapons: {rifle: {peak_pa: 1600, positive_phase_s: 0.0012}}
shooters:
  - {id: sure, at: [200, -150], weapon: rifle, schedule: [{at_s: 10, rounds: 10, interval_s: 60}]}
  - {id: hopeless, at: [200, 19000], weapon: rifle, schedule: [{at_s: 640, rounds: 10, interval_s: 60}]}
END
what_is_promised_comes() {
    "$tacet" simulate "$tmp/scene.yaml" -o "$tmp/out" --quiet || return 1
    located=$("$tacet" locate -s "$tmp" "$tmp/out/detections.jsonl" --quiet | grep -c '"status":"located"')
    [ "$located" = 10 ] || {
        echo "found $located located events, expected the 10 that are sure"
        return 1
    }
}
check "what is called sure is located, what is called hopeless is not" what_is_promised_comes
finish
