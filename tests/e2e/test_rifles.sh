#!/bin/sh
# Rifles that are fired past stations: each shot one event at its muzzle, with its bullet's shock waves listed.
#
# usage: test_rifles.sh TACET SOURCE-ROOT
set -u
here=$(dirname "$0")
# shellcheck source=tests/tap.sh
. "$here/../tap.sh"
tacet=$(realpath "$1")
root=$2
tmp=$(mktemp -d "${TMPDIR:-/tmp}/tacet-rifles.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
echo "1..5"

cat >"$tmp/sector.yaml" <<END
name: Twelve stations among rifles
frame: local
stations: stations.csv
weather: weather.csv
propagation: {travel_time_floor_s: 0.010, travel_time_fraction: 0.003}
END
cat >"$tmp/weather.csv" <<END
time,temperature_c,wind_speed_m_s,wind_from_deg
2026-01-01T00:00:00Z,15,0,0
END
cat >"$tmp/stations.csv" <<END
id,x,y,z,position_sigma_m,clock_sigma_s
S01,-768,-489,0,0.05,0.0001
S02,-275,-515,0,0.05,0.0001
S03,226,-530,0,0.05,0.0001
S04,702,-470,0,0.05,0.0001
S05,-705,21,0,0.05,0.0001
S06,-216,-48,0,0.05,0.0001
S07,286,37,0,0.05,0.0001
S08,741,-25,0,0.05,0.0001
S09,-734,503,0,0.05,0.0001
S10,-262,526,0,0.05,0.0001
S11,233,484,0,0.05,0.0001
S12,759,515,0,0.05,0.0001
END
cat >"$tmp/scene.yaml" <<END
sector: sector.yaml
seed: 9
start: 2026-01-01T00:01:00Z
duration_s: 300
output: detections
clutter_per_hour: 20
distractors: {doors_per_hour: 20, hammers_per_hour: 20}
paths: {level_sigma_db: 4, excess_db_per_km: 2}
hearing: {class_right: 0.9}
weapons:
  rifle: {peak_pa: 2000, positive_phase_s: 0.001, bullet: {diameter_mm: 7.62, length_mm: 26, speed_m_s: 830, drag_per_km: 0.7}}
  small: {peak_pa: 1800, positive_phase_s: 0.001, bullet: {diameter_mm: 5.56, length_mm: 23, speed_m_s: 900, drag_per_km: 0.9}}
  pistol: {peak_pa: 900, positive_phase_s: 0.0009}
shooters:
  - {at: [-310, 420], weapon: rifle, aim: [150, -620], scatter_m: 0.5, schedule: [{at_s: 20, rounds: 12, interval_s: 17, jitter_s: 2}]}
  - {at: [420, -350], weapon: small, aim: [-400, 600], scatter_m: 0.5, schedule: [{at_s: 25, rounds: 8, interval_s: 23, jitter_s: 2},
      {at_s: 260, rounds: 5, interval_s: 0.5, jitter_s: 0.01}]}
  - {at: [-80, 150], weapon: pistol, aim: [0, -200], schedule: [{at_s: 30, rounds: 6, interval_s: 40}]}
END

every_shot_is_one_event() {
    "$tacet" simulate "$tmp/scene.yaml" -o "$tmp" 2>"$tmp/err" &&
        "$tacet" locate -s "$tmp" "$tmp/detections.jsonl" >"$tmp/events" 2>"$tmp/said" &&
        [ "$(wc -l <"$tmp/events")" -eq "$(wc -l <"$tmp/truth.jsonl")" ]
}

every_shot_is_at_its_muzzle() {
    "$tacet" score -s "$tmp" "$tmp/events" --truth "$tmp/truth.jsonl" --min-found 1 --max-false 0 >"$tmp/out" 2>"$tmp/err"
}

lines_are_events() {
    /usr/bin/python3 "$root/tests/schema/validate.py" "$root/schemas/event.schema.json" "$tmp/events"
}

# Of the truth's shock waves nine in ten are named so, and eight are listed with their shot; blasts take none.
shock_waves_are_listed() {
    /usr/bin/python3 "$here/rifles_check.py" "$tmp" && grep -q 'shock waves, .* of a shot that was found' "$tmp/said"
}

the_same_as_they_come() {
    "$tacet" locate --follow -s "$tmp" "$tmp/detections.jsonl" >"$tmp/live" 2>"$tmp/err" &&
        /usr/bin/python3 "$root/tests/schema/validate.py" "$root/schemas/event.schema.json" "$tmp/live" &&
        grep -q '"phase":"shock_wave"' "$tmp/live" &&
        [ "$(/usr/bin/python3 "$here/rifles_check.py" "$tmp" --count live)" -eq "$(wc -l <"$tmp/truth.jsonl")" ]
}

check "every shot is one event" every_shot_is_one_event
check "at its muzzle" every_shot_is_at_its_muzzle
check "every line is an event" lines_are_events
check "shock waves are listed with their shots" shock_waves_are_listed
check "the same number as they come" the_same_as_they_come
finish
