#!/bin/bash
# Agreements: checked, signed, amended, assessed; what is wrong in them is said by line; action plans and their calendar.
#
# usage: test_accord.sh TACET SOURCE-ROOT
set -u
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
tacet=$(realpath "$1")
root=$(realpath "$2")
work=$(mktemp -d "${TMPDIR:-/tmp}/tacet-accord.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 2
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE
schema() { /usr/bin/python3 "$root/tests/schema/validate.py" "$root/schemas/$1.schema.json" "$2"; }
echo "1..44"

mkdir sector
cat >sector/sector.yaml <<'E'
name: t
frame: local
parties: [{id: north, name: N}, {id: south, name: S}]
line: [[-6000, 0], [6000, 0]]
stations: s.csv
zones: zones.geojson
E
printf 'id,x,y,position_sigma_m,clock_sigma_s\nA,-2000,500,1,0.001\nB,-700,-500,1,0.001\nC,700,500,1,0.001\nD,2000,-500,1,0.001\nE,0,900,1,0.001\n' \
    >sector/s.csv
echo '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"mill"},"geometry":{"type":"Polygon","coordinates":[[[-500,-400],[500,-400],[500,400],[-500,400],[-500,-400]]]}}]}' \
    >sector/zones.geojson
cat >agreement.yaml <<'E'
agreement: protocol of the mill
text: {en: Quiet around the mill., fr: Le calme autour du moulin.}
from: 2026-08-01T00:00:00Z
until: 2027-08-01T00:00:00Z
signatures: signatures.jsonl
amendments: [second.yaml]
clauses:
  quiet:
    text: No fire from around the mill.
    who: both
    no: fire
    where: {zone: mill}
    unless: {notified: 24h}
  guns:
    no: weapons
    above_mm: 100
    stages:
      - {when: {until: "2026-09-01T00:00:00Z"}, where: {from_line_m: [0, 5000]}}
      - {when: {from: "2026-09-01T00:00:00Z"}, where: {from_line_m: [0, 15000]}}
E
cat >second.yaml <<'E'
amendment: 2
of: protocol of the mill
from: 2026-08-04T00:00:00Z
clauses:
  nights:
    no: fire
    of: small_arms
    where: {from_line_m: [0, 2000]}
    when: {hours: ["22:00-05:00"]}
E

# --- whether it holds together
check "a sound agreement has no flaws" "$tacet" accord check -s sector agreement.yaml
sed 's/who: both/who: north/' agreement.yaml >one_sided.yaml
check_none "one that binds one side ends with 1" "$(ends 1 "$tacet" accord check -s sector one_sided.yaml)"
check_none "and says so by line" "$(says out 'one_sided.yaml:9: quiet: asymmetry: the other side has nothing of the kind')"
"$tacet" accord check -s sector --json one_sided.yaml >flaws.jsonl 2>err
check "flaws are as the schema has them" schema flaw flaws.jsonl

# wrong NAME SED-COMMAND SAID: an agreement altered so is refused with this line.
wrong() {
    sed "$2" agreement.yaml >wrong.yaml
    check_none "$1 is refused" "$(ends 2 "$tacet" accord check -s sector wrong.yaml)$(says err "$3")"
}
wrong "a zone that crosses itself" 's/{zone: mill}/{zone: [[0, 0], [10, 10], [10, 0], [0, 10]]}/' \
    'wrong.yaml:9: found a zone whose outline crosses itself'
wrong "an empty period" 's/until: 2027-08-01/until: 2025-08-01/' "wrong.yaml:4: found '2025-08-01T00:00:00Z', expected an end after the beginning"
wrong "an empty stage" 's/from: "2026-09-01/from: "2029-09-01/' 'the period is empty'
wrong "an unknown calibre" 's/above_mm: 100/above_mm: 101/' "wrong.yaml:16: found '101', expected a calibre that weapons have"
wrong "an unknown zone" 's/zone: mill/zone: hill/' "wrong.yaml:12: found 'hill', expected the name of a zone"
wrong "an unknown party" 's/who: both/who: east/' "wrong.yaml:10: found 'east', expected both"
wrong "an unknown key" 's/unless:/except:/' "wrong.yaml:13: found"
wrong "hours that are none" 's/unless: {notified: 24h}/when: {hours: ["22-5"]}/' "expected hours as"

# --- who signed
"$tacet" record init log --origin example.org/log >/dev/null 2>&1
for who in north south; do
    "$tacet" report author -s sector --record log --name "$who.example" --role commander --party "$who" --key "$who.key" --json >>authors.jsonl 2>err
done
cat >events.jsonl <<'E'
{"id":"e1","status":"located","time":"2026-08-02T10:00:00Z","time_sigma_s":0.01,"x_m":0,"y_m":200,"z_m":0,"covariance_m2":[[100,0],[0,100]],"class":{"muzzle_blast":0.99,"other":0.01},"side":{"north":0.99,"south":0,"undetermined":0.01},"arrivals":[{"station":"A","time":"2026-08-02T10:00:03Z","residual_s":0,"weight":1,"used":true}]}
{"id":"e2","status":"located","time":"2026-08-06T10:00:00Z","time_sigma_s":0.01,"x_m":100,"y_m":-200,"z_m":0,"covariance_m2":[[100,0],[0,100]],"class":{"muzzle_blast":0.99,"other":0.01},"side":{"north":0,"south":0.99,"undetermined":0.01},"arrivals":[{"station":"A","time":"2026-08-06T10:00:03Z","residual_s":0,"weight":1,"used":true}]}
E
cat >coverage.csv <<'E'
from,until,heard_p,zone
2026-08-01T00:00:00Z,2026-08-03T10:00:00Z,0.98,
2026-08-03T10:00:00Z,2026-08-03T11:00:00Z,0.1,
2026-08-03T11:00:00Z,2026-08-10T00:00:00Z,0.98,
E
assess() {
    "$tacet" accord assess -s sector --agreement agreement.yaml --authors authors.jsonl --events events.jsonl --coverage coverage.csv \
        --from 2026-08-01 --to 2026-08-08 "$@"
}
: >signatures.jsonl
check_none "what nobody signed is not in force" "$(ends 2 assess)$(says err 'version 1 is signed by nobody')"
"$tacet" accord sign -s sector --key north.key --number 1 agreement.yaml >>signatures.jsonl
check_none "nor what one side signed" "$(ends 2 assess)$(says err 'version 1 is signed by north alone, expected both parties')"
"$tacet" accord sign -s sector --key south.key --number 1 agreement.yaml >>signatures.jsonl
"$tacet" accord sign -s sector --key south.key agreement.yaml >>signatures.jsonl
check_none "an amendment signed by one side alone leaves the former version" \
    "$(ends 0 assess)$(says err 'version 2 is signed by south alone, expected both parties: the former version stays in force')"
assess >out 2>err
check_none "so that its clause is not there" "$(grep nights out)"
check_none "a day with a shot is broken, one with a deaf hour undetermined" "$(says out 'broken        KB?KKKKK')"
check_none "by the other side likewise" "$(says out 'broken        KK?KKBKK')"
check_none "and of guns nothing is known" "$(says out 'no_data       --------')"
"$tacet" accord sign -s sector --key north.key agreement.yaml >>signatures.jsonl
check_none "signed by both it is in force" "$(ends 0 assess)"
assess >out 2>err
check_none "from its day on" "$(says out 'kept          ...KKKKK')"
cp agreement.yaml as_signed.yaml
sed -i 's/zone: mill/from_line_m: [0, 100]/' agreement.yaml
check_none "other words than were signed are not in force" "$(ends 2 assess)$(says err 'found the signature of other words')"
mv as_signed.yaml agreement.yaml
sed -i 's/amendment: 2/amendment: 3/' second.yaml
check_none "an amendment out of order leaves the former version" \
    "$(ends 0 assess)$(says err "second.yaml:1: found '3', expected 2: amendments come in their order")"
check_none "and ends with 2 under --strict" "$(ends 2 assess --strict)"
sed -i 's/amendment: 3/amendment: 2/' second.yaml

# --- what verdicts say
assess --json >verdicts.jsonl 2>err
check "verdicts are as the schema has them" schema verdict verdicts.jsonl
assess --json >again.jsonl 2>err
check "made again they are the same" cmp verdicts.jsonl again.jsonl
tac events.jsonl >turned && mv turned events.jsonl
assess --json >again.jsonl 2>err
check "in another order, too" cmp verdicts.jsonl again.jsonl
check "a verdict names the event that it rests on" \
    grep -q '"clause":"quiet","party":"north","day":"2026-08-02","verdict":"broken".*"rests_on":\[{"event":"e1"' verdicts.jsonl
check "an undetermined one names its worst hour, and what would settle it" \
    grep -q '"day":"2026-08-03","verdict":"undetermined".*"worst":"2026-08-03T10:00:00Z".*"would_settle":"a sensor or a patrol' verdicts.jsonl
cat >said.jsonl <<'E'
{"kind":"activity","id":"n1","activity":"live_fire_exercise","party":"north","from":"2026-08-02T09:00:00Z","until":"2026-08-02T11:00:00Z","notified":"2026-07-30T09:00:00Z","place":{"x_m":0,"y_m":200},"radius_m":150}
E
assess --json --statements said.jsonl >excused.jsonl 2>err
check "what was notified is excused, and named" \
    grep -q '"clause":"quiet","party":"north","day":"2026-08-02","verdict":"kept".*{"activity":"n1"}' excused.jsonl
sed 's/"north","from"/"south","from"/' said.jsonl >other.jsonl
assess --json --statements other.jsonl >excused.jsonl 2>err
check "by the other side's notice it is not" grep -q '"clause":"quiet","party":"north","day":"2026-08-02","verdict":"broken"' excused.jsonl
cat >looked.jsonl <<'E'
{"kind":"inspection","id":"s1","source":"joint","no":"weapons","seen":false,"from":"2026-08-02T08:00:00Z","until":"2026-08-02T16:00:00Z","place":{"x_m":0,"y_m":0},"radius_m":20000,"sees_p":0.97,"false_p":0.01}
{"kind":"inspection","id":"s2","source":"joint","no":"weapons","of":"heavy","calibre_mm":152,"by":"south","seen":true,"from":"2026-08-05T08:00:00Z","until":"2026-08-05T16:00:00Z","place":{"x_m":0,"y_m":-900},"radius_m":300,"sees_p":0.97,"false_p":0.0005}
{"kind":"inspection","id":"s3","source":"party","party":"south","no":"weapons","seen":true,"sees_p":0.75,"from":"2026-08-05T08:00:00Z","place":{"x_m":0,"y_m":900}}
E
assess --json --inspections looked.jsonl >looked 2>err
check_none "a side does not say how far it is to be trusted" "$(says err 'looked.jsonl:3: sees_p: found 0.75, expected it of joint')"
check "who looked for guns and saw none shows them gone" grep -q '"clause":"guns/1","party":"north","day":"2026-08-02","verdict":"kept"' looked
check "who saw one shows it there" grep -q '"clause":"guns/1","party":"south","day":"2026-08-05","verdict":"broken".*{"inspection":"s2"' looked
check "and nothing of the other side" grep -q '"clause":"guns/1","party":"north","day":"2026-08-05","verdict":"no_data"' looked
draft() {
    "$tacet" accord assess -s sector --agreement agreement.yaml --draft --events events.jsonl --from 2026-08-03 --to 2026-08-03 --json "$@" 2>err
}
check_none "where nothing is known of hearing there is no data" "$(draft --deaf | grep '"kind":"verdict"' | grep -v no_data)"
draft >worked_out
check "without a table hearing is worked out by the hour" grep -q '"clause":"quiet","party":"south","day":"2026-08-03","verdict":"kept"' worked_out
while IFS= read -r line; do
    draft --deaf --strict --inspections <(echo "$line") >out && echo "taken: $line"
done <"$root/tests/schema/bad/inspection.jsonl" >taken
check_none "what the schema refuses of inspections is refused" "$(cat taken)"
check "what it takes is taken" draft --deaf --strict --inspections "$root/tests/schema/good/inspection.jsonl"

# --- action plans
cat >plan.yaml <<'E'
plan: plan of the mill
clock: "+04:00"
goals:
  school:
    text: {en: "Children go to school, unharmed; every day"}
    activities:
      post: {owner: north, from: 2026-08-01, deadline: 2026-09-01, indicators: {empty: Nobody is there, closed: The way is closed}}
      look: {owner: mission, from: 2026-08-15, deadline: 2026-09-15, after: [post]}
      road: {owner: both, from: 2026-08-01, deadline: 2026-08-10}
      well: {owner: south, from: 2026-08-01, deadline: 2026-08-12}
rounds:
  - {on: 2026-08-20, by: north, grades: {post: complete, road: minimum, well: minimum}}
  - {on: 2026-08-21, by: south, grades: {post/empty: minimum, post/closed: complete, road: minimum, well: unverifiable}}
meetings: [{on: "2026-09-03T10:00:00Z", text: "Commission, second round"}]
E
plan() { "$tacet" accord plan -s sector plan.yaml --at 2026-08-25T00:00:00Z "$@"; }
plan --calendar dates.ics >out 2>err
check "what is overdue is told apart from what nobody could tell" \
    sh -c "grep -Eq '^  road .* minimum +overdue' out && grep -Eq '^  well .* unverifiable +unverifiable' out && grep -Eq '^  look .* waiting' out"
check_none "where the sides differ both stand there" "$(says out 'north: complete, south: minimum')"
plan --json >measures.jsonl
check "measures are as the schema has them" schema measure measures.jsonl
tr -d '\r' <dates.ics >dates
check "deadlines are in the calendar, by the plan's clock" \
    sh -c "grep -qx 'DTSTART;VALUE=DATE:20260901' dates && grep -qxF 'SUMMARY:Commission\\, second round' dates"
sed -i 's/deadline: 2026-09-01,/deadline: 2026-09-15, after: [look],/' plan.yaml
check_none "a measure that waits for itself is refused by line" "$(ends 2 plan)$(says err 'plan.yaml:7: found')$(says err 'waits for itself')"
finish
