#!/bin/sh
# Infrasound of far sources, from detections to events: two arrays tell places, one alone does not.
#
# usage: test_far.sh TACET SOURCE-ROOT
set -u
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
tacet=$(realpath "$1")
root=$2
tmp=$(mktemp -d "${TMPDIR:-/tmp}/tacet-far.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
echo "1..3"

cat >"$tmp/sector.yaml" <<'EOF'
name: two arrays
frame: local
stations: stations.csv
propagation: {travel_time_floor_s: 0.01, travel_time_fraction: 0.003}
EOF
cat >"$tmp/stations.csv" <<'EOF'
id,x,y,z,position_sigma_m,clock_sigma_s
WEST,0,0,0,1,0.001
EAST,70000,10000,0,1,0.001
EOF
# Every two hours a source 100 km away, to the north and to the south by turns.
/usr/bin/python3 - >"$tmp/detections.jsonl" <<'EOF'
import json
import math

for k in range(8):
    x, y = ((60e3, 90e3), (20e3, -80e3))[k % 2]
    for station, at in (("WEST", (0.0, 0.0)), ("EAST", (70e3, 10e3))):
        east, north = x - at[0], y - at[1]
        late = math.hypot(east, north) / 260.0
        print(json.dumps({"station": station, "time": f"2026-01-01T{2 * k:02d}:{int(late // 60):02d}:{late % 60:09.6f}Z",
                          "time_sigma_s": 2.0, "azimuth_deg": math.degrees(math.atan2(east, north)) % 360.0,
                          "azimuth_sigma_deg": 1.2}))
EOF

two_arrays_tell_the_places() {
    "$tacet" locate -s "$tmp" "$tmp/detections.jsonl" --quiet >"$tmp/events.jsonl" || return 1
    /usr/bin/python3 - "$tmp/events.jsonl" <<'EOF'
import json
import math
import sys

events = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
assert len(events) == 8, events
for k, event in enumerate(events):
    x, y = ((60e3, 90e3), (20e3, -80e3))[k % 2]
    assert event["time"].startswith((f"2026-01-01T{2 * k:02d}:0", f"2026-01-01T{2 * k - 1:02d}:5")), event
    assert event["status"] == "located" and event["quality"]["stations"] == 2, event
    assert math.hypot(event["x_m"] - x, event["y_m"] - y) < event["ellipse95"]["semi_major_m"] < 5e4, event
    assert len(event["region95"]["coordinates"]) == 1, event
EOF
}

events_are_valid() {
    /usr/bin/python3 "$root/tests/schema/validate.py" "$root/schemas/event.schema.json" "$tmp/events.jsonl"
}

one_array_tells_none() {
    grep WEST "$tmp/detections.jsonl" >"$tmp/west.jsonl" &&
        "$tacet" locate -s "$tmp" "$tmp/west.jsonl" --quiet >"$tmp/one.jsonl" && ! grep -q '"located"' "$tmp/one.jsonl"
}

check "two arrays tell where far sources were" two_arrays_tell_the_places
check "their events are as the schema says" events_are_valid
check "one array tells no place" one_array_tells_none
finish
