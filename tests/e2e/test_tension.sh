#!/bin/sh
# Times of events, fitted and foretold; on the series that were published with their fits, where they are there.
#
# usage: test_tension.sh TACET SOURCE-ROOT
set -u
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
tacet=$(realpath "$1")
work=$(mktemp -d "${TMPDIR:-/tmp}/tacet-tension.XXXXXX")
trap 'rm -rf "$work"' EXIT
series=${TACET_TEST_DATA:-}/tension/alerts-2014-2020-days.txt
echo "1..27"

# Whether a member of a JSON object lies within a distance of what it should be.
near() {
    python3 - "$@" <<'PY'
import json, sys
value = json.load(open(sys.argv[1]))
for key in sys.argv[2].split("."):
    value = value[int(key) if key.isdigit() else key]
print(sys.argv[2], value)
sys.exit(not abs(float(value) - float(sys.argv[3])) <= float(sys.argv[4]))
PY
}

# Clusters of ten in half an hour, every other day, and after the 100th day every fifth.
awk 'BEGIN { for (d = 0; d < 200; d += d < 100 ? 2 : 5) for (i = 0; i < 10; i++) print d + 0.4 + i * i / 5000 }' >"$work/times"
"$tacet" tension fit --times "$work/times" --to 100 --kernel exponential -o "$work/model" >"$work/table"
check "a model of clusters" near "$work/model" n.0.0 0.9 0.05
check "is shown as a table" grep -q '^kernel exponential$' "$work/table"
"$tacet" tension score --model "$work/model" --times "$work/times" --json >"$work/score"
check "foretells later ones better than a constant rate" near "$work/score" gain_per_event 4 1.5
"$tacet" tension score --model "$work/model" --times "$work/times" --from 300 --to 400 >"$work/nothing"
check "nothing happened is no data" grep -q '^no data' "$work/nothing"

printf '1\n2\n' >"$work/few"
"$tacet" tension fit --times "$work/few" >"$work/out" 2>"$work/err"
check "two events are not enough, status 2" [ $? -eq 2 ]
check "and said to be" grep -q 'not enough data: found 2 events' "$work/err"
printf '# days\n1\nsoon\n' >"$work/wrong"
"$tacet" tension fit --times "$work/wrong" 2>"$work/err"
check "a line that is no time is named" grep -q "wrong:3: found soon, expected a time" "$work/err"
echo '{"kind":"tension_model","mu":[1e999]}' >"$work/bad"
"$tacet" tension score --model "$work/bad" --times "$work/times" >"$work/out" 2>"$work/err"
check "a model that is none ends with 2" [ $? -eq 2 ]

# Days that remember: three quiet months, then three loud ones, over and over; ten days without data.
awk 'BEGIN { print "date,n"; srand(3); for (d = 0; d < 1100; d++) { loud = int(d / 90) % 2
    if (d >= 500 && d < 510) continue
    n = 0; for (i = 0; i < 60; i++) n += rand() < (loud ? 0.1 : 0.004)
    print strftime("%Y-%m-%d", 1420070400 + d * 86400, 1) "," n } }' >"$work/counts.csv"
"$tacet" tension daily --counts "$work/counts.csv" --train-to 2016-12-31 --json >"$work/daily"
check "days that remember are foretold with skill" grep -q '"skill": true' "$work/daily"
check "and days without data are no days" near "$work/daily" train_days 721 0
awk 'BEGIN { print "date,n"; srand(4); for (d = 0; d < 800; d++) { n = 0; for (i = 0; i < 50; i++) n += rand() < 0.02
    print strftime("%Y-%m-%d", 1420070400 + d * 86400, 1) "," n } }' >"$work/chance.csv"
"$tacet" tension daily --counts "$work/chance.csv" --train-to 2016-06-30 >"$work/out"
check "chance is foretold without skill, and it is said" grep -q '^no skill: .* than climatology' "$work/out"
printf 'date,n\n2015-01-01,3\n2015-01-02,0\n2015-01-03,2\n' >"$work/short.csv"
"$tacet" tension daily --counts "$work/short.csv" --train-to 2015-01-02 2>"$work/err"
check "three days are not enough" grep -q 'not enough data: found 3 events on 2 days' "$work/err"
printf 'date,n\n2015-01-01,3\n2015-02-30,0\n2015-01-01,2\n' >"$work/wrong.csv"
"$tacet" tension daily --counts "$work/wrong.csv" --train-to 2015-01-01 2>"$work/err"
check "a date that is none is named" grep -qF "wrong.csv:3: found '2015-02-30', expected date as YYYY-MM-DD" "$work/err"
check "and one that was there" grep -q 'wrong.csv:4: found 2015-01-01, expected a date that was not there yet' "$work/err"

# A year and a half of clusters at one rate, then a truce that is kept.
awk 'BEGIN { srand(5); for (d = 0; d < 800; d++) for (i = 0; i < 20; i++) if (rand() < (d < 550 ? 0.06 : 0.012)) {
    print d + rand(); if (rand() < 0.5) print d + rand() } }' >"$work/truce"
"$tacet" tension changes --times "$work/truce" --learn-to 364 --truce 550 --json >"$work/changes"
check "a truce is seen" near "$work/changes" changes.0.began 550 12
check "within weeks" near "$work/changes" changes.0.day 562 14
check "and holds" grep -q '"answer": "it holds"' "$work/changes"
check "no oftener than wished are alarms false" near "$work/changes" false_alarms_a_year 0.5 0.51
"$tacet" tension changes --times "$work/truce" --to 552 --truce 550 >"$work/out"
check "after two days nobody knows, but when is said" grep -q '^  known after [0-9]* more days' "$work/out"
"$tacet" tension changes --times "$work/few" 2>"$work/err"
check "two events tell no change, status 2" [ $? -eq 2 ]
awk 'BEGIN { for (i = 0; i < 50; i++) print 7.5 }' >"$work/instant"
"$tacet" tension changes --times "$work/instant" 2>"$work/err"
check "all at one instant is not enough" grep -q 'not enough data' "$work/err"
"$tacet" tension changes --times "$work/truce" --truce 5000 2>"$work/err"
check "a truce that is no day of the series is named" grep -q -- '--truce: found 5000, expected a day of the series' "$work/err"

donbas=${TACET_TEST_DATA:-}/tension/donbas-daily-2014-2018.csv
if [ -f "$donbas" ]; then
    "$tacet" tension daily --counts "$donbas" --train-to 2016-12-31 --json >"$work/daily"
    check "two years of Donbas are foretold better than by NB-AR(1) (0.679)" near "$work/daily" models.8.log_score 0.6035 0.005
else
    skip "two years of Donbas" "no TACET_TEST_DATA"
fi

if [ -f "$series" ]; then
    "$tacet" tension fit --times "$series" --from 0 --to 2353 --kernel omori -o "$work/omori" >"$work/out"
    check "the published likelihood of Omori's kernel" near "$work/omori" log_likelihood 3798.895 0.001
    check "and its p" near "$work/omori" answers.p 2.15887 0.00001
    "$tacet" tension fit --times "$series" --from 0 --to 1623 -o "$work/best" >"$work/out"
    "$tacet" tension score --model "$work/best" --times "$series" --to 2353 --json >"$work/score"
    check "the held-out years are foretold better than by any constant background (3.470)" near "$work/score" gain_per_event 3.6 0.08
    "$tacet" tension fit --times "$series" --from 0 --to 2353 --kernel exponential -o "$work/exponential" >"$work/out"
    check "the published fit of one exponential" near "$work/exponential" n.0.0 0.86046 0.00001
else
    for what in "Omori's likelihood" "Omori's p" "held-out years" "one exponential"; do
        skip "$what" "no TACET_TEST_DATA"
    done
fi
finish
