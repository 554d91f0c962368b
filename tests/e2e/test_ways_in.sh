#!/bin/sh
# Ways in: the same sound as WAV, miniSEED, SAC and AudioMoth with a PPS table gives the same detections; what is wrong
# with such files is named, and what is good of them is still heard.
#
# usage: test_ways_in.sh TACET SOURCE-ROOT
set -u
tacet=$(realpath "$1")
root=$2
tmp=$(mktemp -d "${TMPDIR:-/tmp}/tacet-ways.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
cp -r "$root/examples/north-valley" "$tmp/valley"
sector=$tmp/valley
start=2026-03-14T20:12:06Z
echo "1..27"
# shellcheck source=tests/e2e/cases.sh
. "$root/tests/e2e/cases.sh"

# make KIND OUT [FAULT]: the sound of V01 in another format.
make() {
    python3 "$root/tests/e2e/make_recordings.py" "$sound" "$start" V01 "$@" || wrong "was not made"
}

# hears CODE PATH...
hears() {
    code=$1
    shift
    ends "$code" "$tacet" detect -s "$sector" "$@"
}

# same [LOST]: the detections of the WAV file, of which LOST may be missing.
same() {
    said=$(python3 "$root/tests/e2e/same_detections.py" "$tmp/heard" "$tmp/out" "$@") || wrong "$said"
}

# broken KIND FAULT TEXT [LOST]: one thing is wrong, it is named and counted, and all else is heard.
broken() {
    case_of "$1: $2"
    make "$1" "$2.$1" "$2"
    hears 0 "$2.$1"
    says "$3"
    says "1 thing was skipped"
    same "${4:-0}"
    end_case
}

# refused KIND FAULT TEXT: nothing of the file can be used.
refused() {
    case_of "$1: $2"
    make "$1" "$2.$1" "$2"
    hears 2 "$2.$1"
    says "$3"
    [ ! -s "$tmp/out" ] || wrong "gave detections"
    end_case
}

awk '/^windows:/ { print "format: wav" } /^  - \[/ && n++ > 0 { next } { print }' "$sector/scene.yaml" >"$sector/short.yaml"
"$tacet" simulate --quiet "$sector/short.yaml" -o "$tmp/shots" || exit 1
sound=$tmp/shots/$(sed -n '2s/,.*//p' "$tmp/shots/recordings.csv")
"$tacet" detect --quiet -s "$sector" "$sound" >"$tmp/heard" || exit 1
mkdir "$tmp/work" && cd "$tmp/work" || exit 1

for kind in mseed sac sac-be; do
    case_of "the same sound as $kind"
    make "$kind" "same.$kind"
    hears 0 --strict "same.$kind"
    same
    end_case
done

case_of "the same sound as AudioMoth with its pulses, station and time from the folder"
make audiomoth moth/V01
hears 0 --strict moth
same
grep -q '"clock":"gps"' "$tmp/out" || wrong "the clock was lost"
end_case

broken mseed overlap "found 2016 samples of a time that was there before"
broken mseed rate "found a record of 6000 samples a second, expected 12000 as in most of its series" 1
broken mseed garbage "found 20 bytes of something else, expected a miniSEED record"
broken mseed length "found another record after 4096 bytes of one of 16384" 1
broken mseed count "found 65535 samples of encoding 1 from byte 64 of 4096" 1
broken mseed encoding "expected a record's samples" 1
broken mseed cut "found the end after 2048 bytes of a record" 1
refused mseed random "random.mseed: found no samples, expected a recording"

case_of "mseed: gap and order"
make mseed gap.mseed gap
hears 0 --strict gap.mseed
says "found 2016 samples (0.168 s) missing"
same 1
make mseed order.mseed order
hears 0 --strict order.mseed
same
end_case

broken sac count "found the end after 360000 samples, expected what the header says"
broken sac nan "found 1 samples that are no numbers" 1
broken sac cut "found the end after" 8
refused sac version "found 60 in the header's byte 304, expected header version 6"
refused sac uneven "expected 1, evenly sampled"
refused sac rate "expected seconds between samples"
refused sac order "expected floats in the byte order of the header"
refused sac time "not usable for location: it has no start time"

for fault in row missing doubled; do
    case_of "pulses: $fault"
    make audiomoth "$fault/V01" "$fault"
    hears 0 "$fault"
    same
    case $fault in
    row) says "CSV:5: found a count that is not whole seconds from the others" ;;
    doubled) says "CSV:6: found a pulse with the count of the one before" ;;
    esac
    ! grep -v '"clock":"gps"' "$tmp/out" | grep -q . || wrong "the clock was lost"
    end_case
done

case_of "mseed: a clock that ran free for a part of it"
make mseed clock.mseed clock
hears 0 clock.mseed
says "not usable for location: its clock ran free for a part of it"
same
grep -q '"clock":"free"' "$tmp/out" || wrong "the clock of the records was lost"
end_case

case_of "without pulses a clock is not better than a second, and nothing is located by it"
make audiomoth none/V01 none
hears 0 none
says "not usable for location: its clock is not known to be better than a second"
same
! grep -v '"clock":"free"' "$tmp/out" | grep -q . || wrong "a clock that nobody held was believed"
cp "$tmp/out" free.jsonl
ends 0 "$tacet" locate -s "$sector" free.jsonl
says "found $(wc -l <free.jsonl) of a free-running clock, expected one that is set"
[ ! -s "$tmp/out" ] || wrong "something was located"
make audiomoth garbage/V01 garbage
hears 0 garbage
says "the table is not used"
end_case

case_of "a station that the sector does not have"
sed 's/^V01,/W01,/' "$sector/stations.csv" >stations.csv && cp stations.csv "$sector/stations.csv"
hears 2 same.mseed
says "not usable for location: its station 'V01' is not in the sector"
end_case
exit $status
