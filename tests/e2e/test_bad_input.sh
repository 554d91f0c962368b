#!/bin/sh
# Bad input, as a clumsy and as a hostile hand gives it: each case looks at the exit code, at the line that says what was
# found where, and at the good data beside it, which must still be processed.
#
# usage: test_bad_input.sh TACET SOURCE-ROOT
set -u
tacet=$(realpath "$1")
root=$2
tmp=$(mktemp -d "${TMPDIR:-/tmp}/tacet-bad.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
cp -r "$root/examples/north-valley" "$tmp/valley"
sector=$tmp/valley
good=$tmp/night/detections.jsonl
echo "1..40"
# shellcheck source=tests/e2e/cases.sh
. "$root/tests/e2e/cases.sh"

some() {
    [ -s "$tmp/out" ] || wrong "gave nothing of what is good"
}

# left_out LINE FOUND-AND-EXPECTED...: good detections and a bad line; the events are those of the good ones.
left_out() {
    { cat "$good"; printf '%b\n' "$1"; } >"$tmp/bad.jsonl"
    ends 0 "$tacet" locate -s "$sector" "$tmp/bad.jsonl"
    cmp -s "$tmp/out" "$tmp/events" || wrong "the good detections gave other events"
    says "bad.jsonl:$((all + 1)): found $2"
    says "1 thing was skipped"
}

# with FILE TEXT: the sector with another text in a file of it.
with() {
    rm -rf "$tmp/other"
    cp -r "$sector" "$tmp/other"
    printf '%b' "$2" >"$tmp/other/$1"
}

# beside NAME-OF-FILE STATION CHANNEL START: the row of a recording beside a good one of V01.
beside() {
    {
        head -n 2 recordings.csv
        printf '%s,%s,%s,%s,,\n' "$1" "$2" "$3" "$4"
    } >list.csv
    ends 0 "$tacet" detect -s "$sector" list.csv
}

# The same, and only the good one is heard.
detects() {
    beside "$@"
    cmp -s "$tmp/out" "$tmp/heard" || wrong "the good recording gave other detections"
}

time0=2026-03-14T20:12:15Z
"$tacet" simulate --quiet --detections "$sector/scene.yaml" -o "$tmp/night" || exit 1
"$tacet" locate --quiet -s "$sector" "$good" >"$tmp/events" || exit 1
all=$(wc -l <"$good")
awk '/^windows:/ { print "format: wav" } /^  - \[/ && n++ > 0 { next } { print }' "$sector/scene.yaml" >"$sector/short.yaml"
"$tacet" simulate --quiet "$sector/short.yaml" -o "$tmp/shots" || exit 1
first=$(sed -n '2s/,.*//p' "$tmp/shots/recordings.csv")
cd "$tmp/shots" || exit 1
head -n 2 recordings.csv >list.csv
"$tacet" detect --quiet -s "$sector" list.csv >"$tmp/heard" || exit 1

# ---- Detections

case_of "a line that is cut off"
left_out '{"station":"V01","time":"2026-03-' 'a line that ends inside its object, expected one JSON object a line'
end_case
case_of "NaN"
left_out "{\"station\":\"V01\",\"time\":\"$time0\",\"snr_db\":NaN}" "broken JSON (invalid token near 'NaN')"
end_case
case_of "a number beyond all bounds"
left_out "{\"station\":\"V01\",\"time\":\"$time0\",\"snr_db\":1e999}" 'broken JSON (real number overflow'
end_case
case_of "a missing station"
left_out "{\"station\":\"V99\",\"time\":\"$time0\"}" '"V99", expected station as the id of a station of the sector'
end_case
case_of "an escape sequence for a name"
left_out "{\"station\":\"V\\\\u009b31m\\\\u202e\",\"time\":\"$time0\"}" '"V?31m?", expected station'
end_case
case_of "a name that is not UTF-8"
left_out "{\"station\":\"V\\0377\",\"time\":\"$time0\"}" 'broken JSON (unable to decode byte 0xff'
end_case
case_of "a NUL byte"
left_out "{\"station\":\"V\\0000\",\"time\":\"$time0\"}" 'broken JSON (control character 0x0'
end_case
case_of "a time that is none"
left_out '{"station":"V01","time":"2026-02-30T00:00:00Z"}' '"2026-02-30T00:00:00Z", expected time as text such as'
end_case
case_of "the year 9999"
left_out '{"station":"V01","time":"9999-12-31T23:59:59Z"}' '"9999-12-31T23:59:59Z", expected time as text such as'
end_case
case_of "deep nesting"
left_out "{\"station\":$(head -c 50000 /dev/zero | tr '\0' '[')" 'broken JSON (maximum parsing depth reached'
end_case
case_of "a line of megabytes"
left_out "{\"station\":\"$(head -c 100000 /dev/zero | tr '\0' x)" 'a line of over 64 KiB, expected one JSON object a line'
end_case

case_of "--strict refuses what was skipped"
ends 2 "$tacet" locate --strict -s "$sector" "$tmp/bad.jsonl"
some
end_case

case_of "rubbish alone"
head -c 20000 "$tacet" >"$tmp/rubbish"
ends 2 "$tacet" locate -s "$sector" "$tmp/rubbish"
says "rubbish: nothing usable in the input"
end_case

case_of "an empty file is said to be empty"
: >"$tmp/empty"
ends 0 "$tacet" locate -s "$sector" "$tmp/empty"
says "empty: found no lines, expected one JSON object a line"
end_case

case_of "duplicates are counted, one by one"
{ cat "$good" && head -n 1 "$good" && head -n 1 "$good"; } >"$tmp/twice"
ends 0 "$tacet" locate -s "$sector" "$tmp/twice"
says "twice: found 2 of a station and time that were there before, expected each once"
says "2 things were skipped"
cmp -s "$tmp/out" "$tmp/events" || wrong "duplicates gave other events"
end_case

case_of "time that runs backwards"
sort -t '"' -k 8 -r "$good" >"$tmp/backwards"
ends 0 "$tacet" locate -s "$sector" "$tmp/backwards"
cmp -s "$tmp/out" "$tmp/events" || wrong "another order gave other events"
end_case

case_of "CR LF, a byte order mark and no last line end"
{ printf '\357\273\277'; sed 's/$/\r/' "$good" | head -c -2; } >"$tmp/windows"
ends 0 "$tacet" locate -s "$sector" "$tmp/windows"
cmp -s "$tmp/out" "$tmp/events" || wrong "gave other events"
end_case

case_of "a million detections in one second"
awk 'BEGIN { srand(1); for (i = 0; i < 1000000; i++)
    printf "{\"station\":\"V%02d\",\"time\":\"2026-03-14T20:12:15.%09dZ\"}\n", 1 + i % 14, 999999999 * rand() }' >"$tmp/million"
ends 0 "$tacet" locate -s "$sector" "$tmp/million"
says "1000000 detections"
says "of them within 5 ms of another of their station"
says "beyond 100 in one second of one station"
end_case
rm -f "$tmp/million"

case_of "a decimal comma changes nothing"
ends 0 env LC_ALL=de_DE.UTF-8 "$tacet" locate -s "$sector" "$good"
cmp -s "$tmp/out" "$tmp/events" || wrong "gave other events"
end_case

# ---- The sector

case_of "a key that is mistyped"
with sector.yaml "$(sed 's/^weather/wether/' "$sector/sector.yaml")"
ends 2 "$tacet" locate -s "$tmp/other" "$good"
says "found the unknown key 'wether', expected 'weather'"
end_case

case_of "aliases that would fill the memory"
with sector.yaml 'a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\ng: [*f,*f,*f]\n'
ends 2 "$tacet" locate -s "$tmp/other" "$good"
says "sector.yaml:6: found more than a million values with aliases written out"
end_case

case_of "stations that are none, and the others still hear"
with stations.csv "$(cat "$sector/stations.csv")\nV90,nan,45,0,1,0.001\nV91,45,-33.4,0,1,0.001\nV92,-33.4\nV01,-33.4,45,0,1,0.001\nV\\0033[31m,-33.4,45,0,1,0.001\n"
rows=$(wc -l <"$sector/stations.csv")
ends 0 "$tacet" locate -s "$tmp/other" "$good"
says "stations.csv:$((rows + 1)): found 'nan', expected lon as a number from -180 to 180"
says "stations.csv:$((rows + 2)): found (45, -33.4), expected a place within 1000 km of the sector's origin"
says "stations.csv:$((rows + 3)): found 2 cells, expected 6 as in the header"
says "stations.csv:$((rows + 4)): found station 'V01' again, expected every id once"
says "stations.csv:$((rows + 5)): found 'V?[31m', expected id as 1 to 64 printable characters"
says "5 things were skipped"
cmp -s "$tmp/out" "$tmp/events" || wrong "the good stations gave other events"
end_case

case_of "no station at all"
with stations.csv 'id,lon,lat,position_sigma_m,clock_sigma_s\n'
ends 2 "$tacet" locate -s "$tmp/other" "$good"
says "stations.csv: found no usable station, expected one at least"
end_case

case_of "weather without a row"
with weather.csv 'time,temperature_c,wind_speed_m_s,wind_from_deg\n2026-03-14T20:00:00Z,280,1,1\n'
ends 0 "$tacet" locate -s "$tmp/other" "$good"
says "weather.csv:2: found '280', expected temperature_c as a number from -90 to 60"
says "weather.csv: found no usable row, expected one at least: the air is taken as unknown"
some
end_case

case_of "a line outside the frame"
with line.geojson '{"type":"LineString","coordinates":[[45,-33.4],[45.1,-33.4]]}'
ends 2 "$tacet" locate -s "$tmp/other" "$good"
says "line.geojson: point 1: found (45, -33.4), expected a place within 1000 km of the sector's origin"
end_case

case_of "a sector that is a folder of something else, a device, nothing"
ends 2 "$tacet" locate -s "$tmp/night" "$good"
says "sector.yaml: found no such file, expected a file"
ends 2 "$tacet" locate -s /dev/zero "$good"
says "/dev/zero: found more than"
ends 2 "$tacet" locate -s "" "$good"
says "found an empty word"
end_case

# ---- Recordings

case_of "a recording that is cut off"
size=$(wc -c <"$first")
head -c $((size / 2)) "$first" >cut.wav
beside cut.wav V02 0 2026-03-14T20:12:06Z
some
says "cut.wav: found the end after"
says "1 thing was skipped"
end_case

case_of "recordings that are none"
: >empty.wav
detects empty.wav V02 0 2026-03-14T20:12:06Z
says "list.csv:3: empty.wav: found an empty file, expected a sound file"
head -c 44 "$first" >header.wav
detects header.wav V02 0 2026-03-14T20:12:06Z
says "list.csv:3: header.wav: found no samples, expected a recording"
detects gone.wav V02 0 2026-03-14T20:12:06Z
says "list.csv:3: gone.wav: found no such file, expected a sound file"
detects /dev/zero V02 0 2026-03-14T20:12:06Z
says "list.csv:3: /dev/zero: found something else than a file, expected a sound file"
end_case

case_of "a rate that no recorder has"
{ head -c 24 "$first"; printf '\001\000\000\000'; tail -c +29 "$first"; } >rate.wav
detects rate.wav V02 0 2026-03-14T20:12:06Z
says "rate.wav: found 1 samples a second, expected 100 to 192000"
end_case

case_of "silent and clipped channels"
{ head -c 44 "$first"; head -c $((size - 44)) /dev/zero; } >silent.wav
detects silent.wav V02 0 2026-03-14T20:12:06Z
says "silent.wav: found nothing but one level"
{ head -c 44 "$first"; head -c 100000 /dev/zero | tr '\0' '\177'; tail -c +100045 "$first"; } >clipped.wav
beside clipped.wav V02 0 2026-03-14T20:12:06Z
says "clipped.wav: found"
says "ms that are clipped"
end_case

case_of "a station, a channel and a time that are none"
detects "$first" V99 0 2026-03-14T20:12:06Z
says "list.csv:3: found 'V99', expected station as a station of the sector"
detects "$first" V02 1 2026-03-14T20:12:06Z
says "found 1 channels, expected channel 1, counted from 0"
detects "$first" V02 0 yesterday
says "list.csv:3: found 'yesterday', expected start_utc as a time such as"
end_case

case_of "recordings that overlap"
detects "$first" V01 0 2026-03-14T20:12:10Z
says "before the end of the recording of line 2, expected one recording of a station at a time"
end_case

# ---- The world outside

case_of "a full disk"
found=0
"$tacet" locate -s "$sector" "$good" >/dev/full 2>"$tmp/err" || found=$?
[ "$found" -eq 3 ] || wrong "ended with $found, expected 3"
ends 3 "$tacet" locate -s "$sector" "$good" --geojson /dev/full
says "/dev/full: cannot be written"
[ -c /dev/full ] || wrong "a file took the place of the device"
end_case

case_of "a reader that goes away"
found=0
{ "$tacet" locate -s "$sector" "$good" 2>"$tmp/err" || echo $? >"$tmp/code"; } | head -c 1 >/dev/null
[ ! -s "$tmp/code" ] || [ "$(cat "$tmp/code")" -eq 3 ] || wrong "ended with $(cat "$tmp/code"), expected 3"
end_case

case_of "closed streams"
ends 3 sh -c '"$@" >&-' - "$tacet" locate -s "$sector" "$good"
ends 3 sh -c '"$@" <&-' - "$tacet" locate -s "$sector"
says "standard input: reading failed"
ends 0 sh -c '"$@" 2>&-' - "$tacet" simulate --detections "$sector/scene.yaml" -o "$tmp/mute"
cmp -s "$tmp/mute/truth.jsonl" "$tmp/night/truth.jsonl" || wrong "a message went into a file"
end_case

case_of "a folder that is not there leaves nothing behind"
ends 3 "$tacet" locate -s "$sector" "$good" --svg "$tmp/nowhere/map.svg"
says "nowhere/map.svg: cannot be written"
ends 3 "$tacet" simulate "$sector/scene.yaml" -o "$tmp/nowhere/deep"
says "nowhere/deep: cannot be made"
[ ! -e "$tmp/nowhere" ] || wrong "something was left"
end_case

case_of "an interrupted simulation leaves no part of a file"
sed -e '/^windows:/,/^$/d' "$sector/scene.yaml" >"$sector/long.yaml"
found=0
timeout -s INT 1 "$tacet" simulate --quiet "$sector/long.yaml" -o "$tmp/stopped" 2>"$tmp/err" || found=$?
[ "$found" -eq 124 ] || wrong "ended with $found, expected to be interrupted"
says "interrupted"
[ -e "$tmp/stopped/truth.jsonl" ] || wrong "did not begin"
[ -z "$(find "$tmp/stopped" -name '*.part' -o -name recordings.csv)" ] || wrong "left a part of a file"
end_case

case_of "wrong use"
ends 2 "$tacet" detect -s "$sector" --threshold-db 0x9 list.csv
says "--threshold-db: found '0x9', expected a number from 3 to 40"
ends 2 "$tacet" detect -s "$sector"
ends 2 "$tacet" locate -s "$sector" "--$(printf '\033')[31m"
ends 2 "$tacet" simulate "$sector/scene.yaml" -o "$tmp/x" --seed 1.5
end_case

case_of "a sector whose stations stand together"
mkdir -p "$tmp/together"
printf 'name: Together\nframe: local\nstations: stations.csv\n' >"$tmp/together/sector.yaml"
printf 'id,x,y,position_sigma_m,clock_sigma_s\nA,0,0,1,0.001\nB,0,0,1,0.001\nC,9,0,1,0.001\n' >"$tmp/together/stations.csv"
printf '{"station":"A","time":"2026-01-01T00:00:00Z"}\n' >"$tmp/alone"
ends 0 "$tacet" locate -s "$tmp/together" "$tmp/alone"
says "together: found stations at 2 places, 0 of them with bearings, expected 4 or more"
end_case

case_of "events and truth that are none"
ends 2 "$tacet" score -s "$sector" "$tmp/rubbish" --truth "$tmp/night/truth.jsonl"
says "rubbish: nothing usable in the input"
ends 2 "$tacet" score -s "$sector" "$tmp/events" --truth "$tmp/rubbish"
ends 1 "$tacet" score -s "$sector" "$tmp/empty" --truth "$tmp/night/truth.jsonl" --min-found 0.5
says "found 0.000, expected at least 0.500"
end_case
exit $status
