#!/bin/bash
# A case driven through every path of the procedure by commands: two sides' keys, a refusal, a dissent, an emergency session, deadlines
# that pass, a reopening; refused acts; what each role sees; the package, checked with coreutils and openssl alone.
#
# usage: test_cases.sh TACET SOURCE-ROOT
set -u
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
tacet=$(realpath "$1")
root=$(realpath "$2")
work=$(mktemp -d "${TMPDIR:-/tmp}/tacet-cases.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 2
echo "1..50"

mkdir sector
printf 'name: Mill valley\nframe: wgs84\norigin: [44.5, 40.2]\nparties: [{id: north, name: North}, {id: south, name: South}]\nline: [[44.4, 40.2], [44.6, 40.2]]\nstations: s.csv\n' \
    >sector/sector.yaml
printf 'id,lon,lat,position_sigma_m,clock_sigma_s\nA,44.5,40.2,1,0.001\n' >sector/s.csv
"$tacet" record init log --origin mission.example/mill >/dev/null
for who in duty:duty_officer: analyst:analyst: mediator:mediator: nl:liaison:north sl:liaison:south nc:commissioner:north sc:commissioner:south; do
    IFS=: read -r name role party <<<"$who"
    "$tacet" report author -s sector --record log --name "$name" --role "$role" ${party:+--party "$party"} --key "$name.key" >/dev/null
done
# The default procedure with deadlines that a test can wait for, but for those that must not pass.
"$tacet" case procedure | sed '/^  site_visit:/s/7d/1s/; /^  emergency:/s/1d/1s/; /^  follow_up:/s/30d/1s/' >quick.yaml
check "the default procedure is sound, and what it prints is read" "$tacet" case procedure quick.yaml

# by WHO SUBCOMMAND...; says ACT as JSON of WHO
by() {
    local key=$1.key sub=$2
    shift 2
    "$tacet" case "$sub" -s sector --record log --procedure quick.yaml --key "$key" "$@"
}
says_act() { by "$1" act --strict <<<"$2"; }
agree() { by "$1" consent c1 "$2"; }
refused() {
    local why=$1
    shift
    "$@" >out 2>err
    local code=$?
    [ "$code" -eq 2 ] && grep -q "$why" err && return
    echo "ended with $code: $(cat out err)"
    return 1
}
step() { "$tacet" case show -s sector --record log --procedure quick.yaml --json c1 | python3 -c 'import json,sys; print(json.load(sys.stdin)["step"])'; }

check "the duty officer opens a case" by duty open --about "Shots at the mill" --id c1
check "nobody opens it again" refused "a second time" by sl open --about "Shots at the mill" --id c1
check "a liaison officer may not contain it" refused "consent to contain" agree nl contain
check "it is contained" agree duty contain
check "a transition that there is not is named" refused 'found "vanish", expected contain' agree duty vanish
agree duty inquire >/dev/null
echo crater >photo.jpg
mkdir kept
check "a photo is taken in" by duty evidence c1 photo.jpg --what "a crater" --why "shows the direction" --keep kept
check "and kept under its digest" [ -f "kept/$(sha256sum photo.jpg | cut -c1-64)" ]
check "not twice" refused "already" by analyst evidence c1 photo.jpg --what "a crater" --why "again"
check "an empty file is none" refused "expected a file with something in it" by duty evidence c1 /dev/null --what x --why y
digest=$(sha256sum photo.jpg | cut -c1-64)
over='"kind":"case","act":"handover","case":"c1","sha256":"'$digest'","from":"duty","to":"analyst","why":"to be measured"'
check "who has it not cannot receive it" refused "handover" says_act analyst "{$over}"
check "it is given" says_act duty "{$over}"
check "and received" says_act analyst "{$over}"
check "a digest that is another is refused" refused "handover" says_act analyst "{${over/$digest/${digest//[0-9]/b}}}"
check "all agree to a visit" agree duty visit
agree nl visit >/dev/null
check "it needs both sides" [ "$(step)" = inquiry ]
agree sl visit >/dev/null
check "then it begins" [ "$(step)" = site_visit ]
check "access is refused, with the reason" says_act duty \
    '{"kind":"case","act":"access","case":"c1","access":"refused","party":"south","place":"the mill","reason":"mines <script>alert(1)</script>"}'
sleep 2
overdue() {
    "$tacet" case list -s sector --record log --procedure quick.yaml --overdue >out
    [ "$?" -eq 1 ] && grep -q overdue out
}
check "what is overdue says so, with 1" overdue
check "the mission goes on without who did not come" agree duty end_visit
check "to the draft" [ "$(step)" = draft ]
finding='"kind":"case","act":"finding","case":"c1","what":"violation","who":"south","sure":"moderate","what_text":"Shots.","who_text":"Two arrays.","sure_text":"One was down."'
check "a side writes no finding" refused "finding" says_act nc "{$finding}"
check "nothing is circulated without one" refused "consent to circulate" agree mediator circulate
says_act analyst "{$finding}" >/dev/null
agree mediator circulate >/dev/null
agree analyst circulate >/dev/null
check "the draft is circulated" [ "$(step)" = review ]
check "a side dissents" says_act sc '{"kind":"case","act":"statement","case":"c1","stance":"dissent","text":"Atəş bizim tərəfdən açılmayıb."}'
says_act nc '{"kind":"case","act":"statement","case":"c1","stance":"position","text":"Համաձայն ենք։"}' >/dev/null
check "a side calls an emergency session" agree sc call_emergency
sleep 2
check "which it cannot keep open" agree duty end_emergency
agree mediator publish >/dev/null
agree nc publish >/dev/null
check "the finding needs both" [ "$(step)" = review ]
agree sc publish >/dev/null
check "and is published" [ "$(step)" = finding ]
says_act mediator '{"kind":"case","act":"remedy","case":"c1","remedy":"r1","party":"south","by":"2036-01-15T00:00Z","text":"Withdraw the post."}' >/dev/null
agree mediator follow >/dev/null
check "a deadline in the past is refused" refused "by" says_act mediator \
    '{"kind":"case","act":"remedy","case":"c1","remedy":"r2","party":"south","by":"2016-01-15T00:00Z","text":"Withdraw the post."}'
sleep 2
agree mediator close >/dev/null
agree duty close >/dev/null
check "it is closed" [ "$(step)" = closed ]
check "without new evidence it stays so" refused "consent to reopen" agree mediator reopen
echo shell >fragment.bin
by sl evidence c1 fragment.bin --what "a fragment" --why "found later" >/dev/null
agree mediator reopen >/dev/null
agree sc reopen >/dev/null
check "with it, it is reopened" [ "$(step)" = inquiry ]
key=$(python3 - "$root" <<'PY'
import glob, re
for path in glob.glob("log/**/*", recursive=True):
    try:
        data = open(path, "rb").read()
    except OSError:
        continue
    found = re.search(rb'"key":"(sl\+[^"]+)"', data)
    if found:
        print(found.group(1).decode())
        break
PY
)
check "a key is revoked" "$tacet" report author -s sector --record log --name sl --role liaison --party south --revoke "$key"
check "and says so when it is used" refused "revoked" by sl open --about "late" --id c9

# What each role sees.
see() { "$tacet" case show -s sector --record log --procedure quick.yaml --json c1 "$@"; }
see >all
see --role liaison --party north >north
see --role liaison --party south >south
see --role public >public
check "the mission sees who did what" grep -q '"by":"duty"' all
check "a side sees no names" bash -c '! grep -q "\"by\"" north'
check "both see the same steps" [ "$(python3 -c 'import json; a, b = (json.load(open(f)) for f in ("north", "south")); print(a["history"] == b["history"] and a["step"] == b["step"])')" = True ]
check "the public sees no interview, place or name" bash -c '! grep -Eq "duty|the mill|photo" public'

# The package.
"$tacet" case export -s sector --record log --procedure quick.yaml --languages en,hy,az,ru,ar --beside kept -o bag c1 >out
check "it is written, with reports" [ -s bag/data/report/case-hy.pdf ]
check "and proved by us" "$tacet" record verify bag --key log/log.vkey
check "and by coreutils and openssl alone" sh bag/data/check.sh "$work/bag/data/log.pem"
check "markup is text in the report" bash -c 'grep -q "&lt;script&gt;" bag/data/report/case-en.html && ! grep -q "<script" bag/data/report/case-en.html'
"$tacet" record export log -o all-of-it --index >/dev/null 2>&1
check "a whole archive has an index" [ "$(wc -l <all-of-it/data/report/index.csv)" -eq $((1 + $(find all-of-it/data/entries -type f | wc -l))) ]
check "in which nothing sealed stands" bash -c '! grep -Eq "mill|crater|alert" all-of-it/data/report/index.csv'
check "that it was released is an entry" grep -lq '"kind":"release"' all-of-it/data/entries/*

# With what was heard: recordings of an invented scene.
cp -r "$root/examples/north-valley" valley
"$tacet" simulate valley/scene.yaml -o heard --quiet
"$tacet" record init valley-log --origin mission.example/valley >/dev/null
"$tacet" detect -s valley heard --quiet | "$tacet" locate -s valley --record valley-log --quiet >events
"$tacet" report author -s valley --record valley-log --name duty --role duty_officer --key valley.key >/dev/null
"$tacet" incident derive -s valley --record valley-log --store valley.db --deaf --quiet
incident=$("$tacet" incident list -s valley --store valley.db | python3 -c 'import json, sys; print(max(map(json.loads, sys.stdin), key=lambda i: i["counts"]["shot"])["id"])')
"$tacet" case open -s valley --record valley-log --key valley.key --about heard --incident "$incident" --id c1 >/dev/null
"$tacet" case export -s valley --record valley-log --store valley.db --recordings heard -o bag3 c1 >out
check "waveforms stand in the report" [ "$(grep -c '<figcaption' bag3/data/report/case-en.html)" -gt 4 ]
check "with its events in the package" grep -lq '"arrivals"\|_sd' bag3/data/entries/*
check "a side does not hear them before release" refused "may hear them" "$tacet" case export -s valley --record valley-log --store valley.db \
    --role liaison --party north --recordings heard -o bag4 c1
check "an opened one is for who may see all" refused "open: found the role liaison" "$tacet" case export -s sector --record log --procedure quick.yaml \
    --role liaison --party north --open -o bag2 c1
finish
