#!/bin/sh
# What tacet sight promises: a ridge hides, a withdrawal makes homes safe, a hole makes nobody safe, and no post is named.
#
# usage: test_sight.sh TACET
set -u
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
tacet=$(realpath "$1")
tmp=$(mktemp -d "${TMPDIR:-/tmp}/tacet-sight.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
cd "$tmp" || exit 3
echo "1..13"

# A plain of a square kilometre, cells of 10 m, with a ridge of 20 m along x = 505; and the same with a hole east of it.
make() {
    awk -v hole="$1" 'BEGIN {
        print "ncols 100\nnrows 100\nxllcorner 0\nyllcorner 0\ncellsize 10\nNODATA_value -9999"
        for (row = 0; row < 100; row++) {
            line = ""
            for (column = 0; column < 100; column++)
                line = line (hole && row >= 45 && row < 55 && column == 70 ? " -9999" : column == 50 ? " 20" : " 0")
            print line
        }
    }'
}
make 0 >ridge.asc
make 1 >hole.asc
printf 'id,x,y\nsecret-1,305,505\nsecret-2,905,505\n' >posts.csv
printf 'id,x,y,kind,settlement,people,hours\nmill,605,505,home,East,5,20\nschool,205,405,school,West,100,6\n' >places.csv
printf '{"type":"Polygon","coordinates":[[[800,400],[1000,400],[1000,600],[800,600],[800,400]]]}' >zone.geojson
printf '{"type":"Feature","properties":{"name":"front"},"geometry":{"type":"LineString","coordinates":[[405,205],[605,205]]}}' \
    >line.geojson
printf 'id,x,y,kind\nhill,855,905,photo\nbehind,105,505,patrol\n' >watch.csv

sight() {
    "$tacet" sight "$@"
}

check "a line over the ridge is blocked" ends 0 sight los --dem ridge.asc --from 305,505 --to 605,505
check "it says where and by how much" says out "blocked: 200 m from the first place the ground stands 18."
check "on one side of it it is clear" ends 0 sight los --dem ridge.asc --from 305,505 --to 205,405 --dem-error 1 --json
check "it says so, and how surely" says out '"clear_p": 0.95'
sight los --dem hole.asc --from 605,505 --to 905,505 >out 2>err
check "across a hole nothing is known" says out "not known"
check "what is said of a place that is not on the model" ends 2 sight viewshed --dem ridge.asc --at 5,5000
check "names it" says err "found no ground at 5,5000 (--at), expected a place from 0,0 to 1000,1000"

exposure() {
    sight exposure --dem ridge.asc --posts posts.csv --places places.csv --zone zone.geojson --line line.geojson --watch watch.csv "$@"
}

exposure --json >before.json
check "a withdrawal makes the mill safe, and not the school" /usr/bin/python3 - <<END
import json
e = json.load(open("before.json"))
mill, school = e["places"]
assert (mill["before"]["seen"], mill["after"]["seen"]) == (1, 0), mill
assert (school["before"]["seen"], school["after"]["seen"]) == (1, 1), school
assert e["before"]["people_hours_a_day"] == [700, 700], e["before"]
assert e["after"]["people_hours_a_day"] == [600, 600], e["after"]
east = [s for s in e["stretches"] if s["settlement"] == "East"]
assert len(east) == 1 and 90 <= east[0]["from_m"] <= 110 and east[0]["to_m"] == 200, east
assert [p["name"] for p in e["watch"]["points"]] == ["hill"] and e["watch"]["points"][0]["covered"] == 1, e["watch"]
END
check "no post is named" sh -c "! grep -q secret before.json && ! '$tacet' sight exposure --dem ridge.asc --posts posts.csv \
    --places places.csv | grep -q secret"
sight exposure --dem hole.asc --posts posts.csv --places places.csv --json >hole.json
check "a hole makes nobody safe" /usr/bin/python3 - <<END
import json
e = json.load(open("hole.json"))
mill = e["places"][0]
assert (mill["before"]["seen"], mill["before"]["unknown"]) == (0, 1), mill
assert e["before"]["places"] == [1, 2], e["before"]
END
check "a viewshed is written" ends 0 sight viewshed --dem hole.asc --at 605,505 -o seen.tif --geojson seen.geojson --json
check "with its edges" /usr/bin/python3 - <<END
import json
f = json.load(open("seen.geojson"))
assert len(f["features"]) > 0 and all(x["properties"]["kind"] == "seen" for x in f["features"])
o = json.load(open("out"))
assert o["unknown_km2"] > 0.001 and 0.4 < o["seen_km2"] < 0.6 and o["hidden_km2"] > 0.4, o
END
check "degrees that the model cannot place are refused" ends 2 sight exposure --dem ridge.asc --posts zone.geojson --places places.csv
finish
