#!/bin/bash
# Events and what both sides say, by way of a log, to incidents: signed, refused, corrected, rebuilt, seen by each role.
#
# usage: test_incidents_record.sh TACET SOURCE-ROOT
set -u
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
tacet=$(realpath "$1")
root=$(realpath "$2")
work=$(mktemp -d "${TMPDIR:-/tmp}/tacet-incidents.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 2
echo "1..36"

mkdir sector
cat >sector/sector.yaml <<'Y'
name: Mill valley
frame: wgs84
origin: [44.5, 40.2]
parties: [{id: north, name: North}, {id: south, name: South}]
line: [[44.40, 40.20], [44.60, 40.20]]
stations: stations.csv
zones: zones.geojson
Y
cat >sector/zones.geojson <<'J'
{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"mill"},
 "geometry":{"type":"Polygon","coordinates":[[[44.498,40.203],[44.504,40.203],[44.504,40.206],[44.498,40.206],[44.498,40.203]]]}}]}
J
{
    echo id,lon,lat,position_sigma_m,clock_sigma_s
    for i in 0 1 2 3 4 5; do echo "S$i,44.4$((8 + i / 3))$((i % 3 * 4)),40.20$((i % 2 * 6)),1,0.001"; done
} >sector/stations.csv

# event ID SECONDS LON LAT NORTH-P REVISION
event() {
    awk -v id="$1" -v s="$2" -v lon="$3" -v lat="$4" -v p="$5" -v revision="${6:-1}" 'BEGIN {
        x = (lon - 44.5) * 85178; y = (lat - 40.2) * 111030
        printf "{\"id\":\"%s\",\"status\":\"located\",\"time\":\"2026-03-01T02:%02d:%06.3fZ\",\"time_sigma_s\":0.003,", id, 14 + int(s / 60), s % 60
        printf "\"x_m\":%.2f,\"y_m\":%.2f,\"z_m\":0,\"lon\":%.7f,\"lat\":%.7f,\"covariance_m2\":[[400,0],[0,400]],", x, y, lon, lat
        printf "\"ellipse95\":{\"semi_major_m\":49,\"semi_minor_m\":49,\"azimuth_deg\":0},\"class\":{\"muzzle_blast\":0.95,\"other\":0.05},"
        printf "\"side\":{\"north\":%s,\"south\":%s,\"undetermined\":0},\"arrivals\":[{\"station\":\"S1\",\"time\":\"2026-03-01T02:14:05Z\",\"used\":true}],", p, 1 - p
        printf "\"quality\":{\"stations\":5},\"revision\":%d,\"warnings\":[]}\n", revision }'
}

{
    for i in 0 1 2 3; do event "e$i" "$i.3" 44.5010 40.2045 0.999; done
    for i in 0 1 2; do event "f$i" "$((40 + i))" 44.5030 40.1950 0.001; done
} >events
"$tacet" incident find -s sector --deaf --quiet events >found
check "an exchange is one incident" [ "$(wc -l <found)" -eq 1 ]
check "the north opened fire" grep -q '"decided":"north"' found
check "it touched the mill" grep -q '"zones":\["mill"\]' found
tac events >backwards
"$tacet" incident find -s sector --deaf --quiet backwards >found2
check "in any order" cmp found found2
sed 's/"north":\([0-9.]*\),"south":\([0-9.]*\)/"north":\2,"south":\1/' events >swapped
"$tacet" incident find -s sector --deaf --quiet swapped | sed 's/north/SIDE/g; s/south/north/g; s/SIDE/south/g' >found3
python3 - <<'PY' >same
import json
print(json.load(open("found")) == json.load(open("found3")))
PY
check "and the other way round for the other side" grep -q True same

# An exercise that was announced, and one that was told of when it had begun.
activity='"kind":"activity","id":"ex","party":"south","activity":"live_fire_exercise","from":"2026-03-01T02:00Z","until":"2026-03-01T03:00Z","place":"40.1950, 44.5030","radius_m":300'
echo "{$activity,\"notified\":\"2026-02-27T10:00Z\"}" >before
echo "{$activity,\"notified\":\"2026-03-01T02:30Z\"}" >after
"$tacet" incident find -s sector --deaf --quiet --statements before events >found4
check "what was announced is labelled" [ "$(grep -c '"status":"notified_activity".*"activity":"ex"' found4)" -eq 1 ]
"$tacet" incident find -s sector --deaf --quiet --statements after events >found5
check "what was told of late excuses nothing" [ "$(grep -c '"status":"exchange"' found5)" -eq 1 ]
check "and is named" grep -q '"late_notices":\["ex"\]' found5

"$tacet" record init log --origin mission.example/mill >key
for who in north-liaison:liaison:north south-liaison:liaison:south post-7:post:; do
    IFS=: read -r name role party <<<"$who"
    check "the log names $name" "$tacet" report author -s sector --record log --name "$name" --role "$role" ${party:+--party "$party"} \
        --key "$name.key"
done
check "the key is for its owner alone" [ "$(stat -c %a north-liaison.key)" = 600 ]
when='"received":"2026-03-01T03:00:00Z","time":"2026-03-01T02:14Z"'
echo '{"kind":"report","id":"n1","channel":"complaint","party":"north","accused":"south",'"$when"',"place":"40.2046, 44.5012","observation":"shot","count":{"exact":30}}' >n1
echo '{"kind":"report","id":"s1","channel":"complaint","party":"south","accused":"north",'"$when"',"place":"40.1948, 44.5028","observation":"shot","count":{"from":5,"to":9}}' >s1
echo '{"kind":"report","id":"p1","channel":"post",'"$when"',"observer":"40.2130, 44.5012","bearing":"S","distance_m":900,"means":"heard","observation":"burst"}' >p1
check "a side's claim is taken" "$tacet" report add --strict -s sector --record log --key north-liaison.key n1
"$tacet" record append log --lines events >out 2>&1
check "the other side's, too" "$tacet" report add --strict -s sector --record log --key south-liaison.key s1
check "and a post's report" "$tacet" report add --strict -s sector --record log --key post-7.key p1
"$tacet" incident derive -s sector --record log --store live.db --quiet --deaf
check "a store follows from the log" [ -f live.db ]
"$tacet" incident day --store live.db 2026-03-01 >day
check "both sides stand side by side" grep -Eq 'north +1 \(30-30\) +south +1 \(5-9\) +others 1 +supported' day

# What may not be said, and what changes.
sed 's/"id":"n1"/"id":"n2"/' n1 >n2
"$tacet" report add -s sector --record log --key south-liaison.key n2 >out
echo '{"kind":"report","id":"n3","channel":"complaint","party":"north",'"$when"',"place":"40.2046, 44.5012","observation":"shot","count":{"exact":4},"corrects":"n1"}' >n3
"$tacet" report add -s sector --record log --key north-liaison.key n3 >out
event f3 700 44.5030 40.1950 0.001 >late
event e3 0.9 44.5010 40.2045 0.999 2 >>late
"$tacet" record append log --lines late >out 2>&1
echo '{"kind":"report"}' | "$tacet" record append log --lines >out 2>&1
"$tacet" incident derive -s sector --record log --store live.db --deaf 2>said
check "one in another's name is refused" grep -q '1 of them refused' said
"$tacet" incident day --store live.db 2026-03-01 >day
check "a correction takes the place" grep -Eq 'north +1 \(4-4\)' day
"$tacet" incident dump --store live.db >live
check "why stands beside it" grep -q "not of the author's own party" live
"$tacet" incident derive -s sector --record log --store anew.db --rebuild --quiet --deaf
"$tacet" incident dump --store anew.db >anew
check "built anew it is the same to the byte" cmp live anew
id=$(python3 -c 'import json; print(json.loads(open("found").readline())["id"])')
"$tacet" incident show --store live.db "$id" >shown
check "an incident with its history" grep -q '"change":"begun"' shown

# Roles: the same incident at once, a day later, a week later.
see() { "$tacet" incident list -s sector --store live.db --now "2026-03-0$1T03:00:00Z" "${@:2}"; }
check "a side sees a square of a kilometre" bash -c "$(declare -f see); tacet=$tacet; see 1 --role liaison --party south | grep -q '\"grid_m\":1000.0'"
check "and no zones" bash -c "$(declare -f see); tacet=$tacet; ! see 1 --role liaison --party south | grep -q mill"
check "nor by asking for one" bash -c "$(declare -f see); tacet=$tacet; [ -z \"\$(see 1 --role liaison --party south --zone mill 2>/dev/null)\" ]"
see 1 --role liaison --party north >a
see 1 --role liaison --party south >b
check "both sides see the same" cmp a b
check "a day later exactly" bash -c "$(declare -f see); tacet=$tacet; see 3 --role liaison --party south --zone mill | grep -q '\"radius_m\"'"
check "the public sees nothing yet" [ -z "$(see 3 --role public 2>/dev/null)" ]
check "nobody but the duty officer sees events" bash -c "! grep -q '\"events\"' a && $tacet incident list -s sector --store live.db | grep -q '\"events\"'"
check "a role that there is not is named" [ -n "$("$tacet" incident list -s sector --store live.db --role general 2>&1 | grep "found 'general'")" ]

# What is written is what its schema says.
valid() {
    [ -s "$2" ] && /usr/bin/python3 "$root/tests/schema/validate.py" "$root/schemas/$1.schema.json" "$2"
}
"$tacet" incident day --store live.db --json 2026-03-01 >rows
grep '"kind":"match"' shown >matches
grep '"kind":"incident_change"' shown >changes
cat found found4 found5 a >incidents
see 9 --role public >>incidents
see 1 --role liaison --party south >>incidents
see 3 --role analyst >>incidents
check "incidents, whoever sees them" valid incident incidents
check "matches" valid match matches
check "rows of a day" valid day-row rows
check "changes" valid incident-change changes
cat n1 s1 p1 n3 >said
check "statements" valid statement said

# A log that was rewritten.
cp -r log other
"$tacet" record append log --lines late >out 2>&1
"$tacet" incident derive -s sector --record log --store live.db --quiet --deaf
"$tacet" incident derive -s sector --record other --store live.db --quiet --deaf 2>said
check "a log that was rolled back is refused" grep -q 'rolled back' said
finish
