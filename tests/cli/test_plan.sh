#!/bin/sh
# tacet plan as a script sees it: what it prints and writes, what changes it, its refusals.
#
# usage: test_plan.sh TACET SOURCE-ROOT
set -u
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
tacet=$(realpath "$1")
valley=$(cd "$2" && pwd)/examples/north-valley
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
cd "$tmp" || exit 2

# refused CODE WORDS ARGUMENT...: ends with CODE and one line that says WORDS.
refused() {
    code=$1 words=$2
    shift 2
    said=$("$tacet" plan "$@" 2>&1 >/dev/null)
    found=$?
    [ "$found" = "$code" ] || echo "ended with $found, expected $code: $said"
    [ "$(echo "$said" | wc -l)" = 1 ] || echo "not one line: $said"
    case $said in
    *"$words"*) ;;
    *) echo "does not say '$words': $said" ;;
    esac
}

# mean ARGUMENT...: the mean chance of detection over the valley, in coarse cells.
mean() {
    "$tacet" plan -s "$valley" --cell 500 --svg map.svg --quiet --json "$@" |
        sed 's/.*"ground": "all"[^}]*"detected_p": \([0-9.]*\).*/\1/'
}

# more A B: whether A is a number above B.
more() {
    awk -v a="$1" -v b="$2" 'BEGIN { exit !(a + 0 > b + 0) }' || echo "found $1 and $2, expected more of the first"
}

echo "1..16"
"$tacet" plan -s "$valley" --cell 200 >out 2>err
check_none "without options there are a map and a short text" "$(
    [ -s coverage.svg ] || echo "no coverage.svg"
    grep -q "the map is coverage.svg" err || cat err
    grep -q "^North valley: Rifle shot (1600 Pa at 1 m); .*14 of 14 stations up" out || cat out
    grep -q "^Northern party  *[0-9]" out && grep -q "^Southern party  *[0-9]" out || cat out
    grep -q "for the mission's use alone" out || echo "the text does not say for whom it is"
)"
"$tacet" plan -s "$valley" --cell 200 --quiet --png map.png --pdf map.pdf --geojson map.geojson --geotiff map.tif --json >out 2>err
check_none "every kind of file, nothing beside them, and quiet" "$(
    cat err
    for file in map.png map.pdf map.geojson map.tif; do [ -s "$file" ] || echo "no $file"; done
    [ "$(ls | tr '\n' ' ')" = "coverage.svg err map.geojson map.pdf map.png map.tif out " ] || ls
)"
check_none "files say for whom they are" "$(
    grep -q '"note":"[^"]*mission' map.geojson || echo "the GeoJSON does not"
    grep -aq "for the mission" map.tif || echo "the GeoTIFF does not"
    grep -q '"note": "[^"]*mission' out || echo "the JSON does not"
)"
"$tacet" plan -s "$valley" --cell 200 --quiet --png again.png --geotiff again.tif >/dev/null
check_none "the same bytes again" "$(cmp map.png again.png; cmp map.tif again.tif)"
usual=$(mean)
check_none "a louder source is heard by more" "$(more "$(mean --source 6000Pa)" "$usual")"
check_none "an explosion is heard by more than a rifle, a pistol by fewer" "$(
    more "$(mean --source mortar)" "$usual"
    more "$usual" "$(mean --source pistol)"
    more "$(mean --source 2kg)" "$(mean --source 0.01kg)"
)"
check_none "noise, a threshold and stations that are down take from it" "$(
    more "$usual" "$(mean --noise-db 56)"
    more "$usual" "$(mean --threshold-db 20)"
    more "$usual" "$(mean --down V03,V07,V09)"
)"
check_none "a clear night carries farther than a day" "$(more "$(mean --sky night)" "$(mean --sky day)")"
cat >hearing.csv <<END
station,noise_db,threshold_db,up_from,up_until
V03,60,,,
V05,,,2026-03-14T20:00:00Z,2026-03-14T22:00:00Z
V05,,,2026-03-15T02:00:00Z,
END
up_at() {
    "$tacet" plan -s "$valley" --cell 1000 --svg map.svg --quiet --json --hearing hearing.csv --at "$1" |
        grep -o '"id": "V05", "up": [a-z]*'
}
check_none "the hours of stations, and their noise, are those of the table" "$(
    [ "$(up_at 2026-03-14T21:00:00Z)" = '"id": "V05", "up": true' ] || echo "not up at 21:00"
    [ "$(up_at 2026-03-14T23:00:00Z)" = '"id": "V05", "up": false' ] || echo "not down at 23:00"
    [ "$(up_at 2026-03-15T03:00:00Z)" = '"id": "V05", "up": true' ] || echo "not up at 03:00"
    "$tacet" plan -s "$valley" --cell 1000 --svg map.svg --quiet --json --hearing hearing.csv |
        grep -q '"id": "V03", "up": true, "noise_pa": 0.02,' || echo "not the noise of V03"
)"
printf '{"station":"V02","time":"2026-03-14T20:00:0%dZ","peak_pa":0.2,"snr_db":20}\n' 1 2 3 >measured.jsonl
check_none "noise is taken from detections" "$(
    "$tacet" plan -s "$valley" --cell 1000 --svg map.svg --quiet --json --detections measured.jsonl |
        grep -q '"id": "V02", "up": true, "noise_pa": 0.02,' || echo "not the noise of V02"
)"
printf 'id,lon,lat\nnear,-33.40,45.005\nfar,-33.40,45.3\n' >places.csv
rm -f coverage.svg
"$tacet" plan -s "$valley" --places places.csv --json >out 2>err
check_none "figures for places, and no map that nobody asked for" "$(
    cat err
    [ ! -e coverage.svg ] || echo "a map"
    grep -q '"id": "near".*"detected_p": 1.0.*"side": "north", "named_p": [01]' out || cat out
    grep -q '"id": "far", "hearers": 0.0, "detected_p": 0.0' out || cat out
)"
printf 'id,lon,lat\nA,-33.50,45.00\nB,-33.3990,45.0010\nC,-33.30,45.00\n' >sites.csv
"$tacet" plan -s "$valley" --cell 200 --quiet --candidates sites.csv --choose 2 --svg map.svg >out 2>err
check_none "sites are ranked with what each gains" "$(
    cat err
    [ "$(grep -cE '^[12]     [AC] .*\+[0-9]' out)" = 2 ] || cat out
)"
"$tacet" plan -s "$valley" --cell 50 --quiet --zone "Upper Weir" --json --svg map.svg >out 2>err
check_none "a zone alone" "$(
    cat err
    grep -qE '"ground": "all", "area_km2": 0\.[0-9]+,' out || cat out
)"
check_none "wrong use and wrong input end with 2" "$(
    refused 2 "--sector SECTOR is missing"
    refused 2 "no such file" -s "$tmp/nowhere"
    refused 2 "expected options alone" -s "$valley" word
    refused 2 "--source: found 'trumpet'" -s "$valley" --source trumpet
    refused 2 "--source: found '-3kg'" -s "$valley" --source=-3kg
    refused 2 "--sky: found 'blue'" -s "$valley" --sky blue
    refused 2 "--at: found 'noon'" -s "$valley" --at noon
    refused 2 "--down: found 'V99'" -s "$valley" --down V01,V99
    refused 2 "--zone: found 'Moon'" -s "$valley" --zone Moon
    refused 2 "expected --wind-from beside it" -s "$valley" --wind 3
    refused 2 "expected --candidates beside it" -s "$valley" --choose 2
    refused 2 "a larger --cell" -s "$valley" --cell 1
)"
printf 'station,noise_db\nV01,loud\nV02,40\nV99,40\n' >bad.csv
check_none "bad rows are named by file and line, and --strict refuses them" "$(
    "$tacet" plan -s "$valley" --cell 1000 --svg map.svg --hearing bad.csv >out 2>err || echo "ended with $?"
    grep -q "bad.csv:2: found 'loud'" err && grep -q "bad.csv:4: found 'V99'" err || cat err
    "$tacet" plan -s "$valley" --cell 1000 --svg map.svg --hearing bad.csv --strict >out 2>err
    [ $? = 2 ] || echo "--strict did not refuse"
)"
check_none "a folder that is not there ends with 3" "$(
    refused 3 "no/such/map.svg" -s "$valley" --cell 1000 --svg no/such/map.svg
    refused 3 "no/such/map.tif" -s "$valley" --cell 1000 --geotiff no/such/map.tif
    refused 3 "no/such/map.geojson" -s "$valley" --cell 1000 --geojson no/such/map.geojson
)"
finish
