#!/bin/bash
# What people send: tables in any encoding, text messages, and whatever else; each row and each message gets its answer.
#
# usage: test_reports.sh TACET SOURCE-ROOT
set -u
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
tacet=$(realpath "$1")
root=$(realpath "$2")
work=$(mktemp -d "${TMPDIR:-/tmp}/tacet-reports.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 2
echo "1..28"

mkdir sector
printf 'name: t\nframe: wgs84\norigin: [44.5, 40.2]\nparties: [{id: north, name: N}, {id: south, name: S}]\nline: [[44.4, 40.2], [44.6, 40.2]]\nstations: s.csv\n' \
    >sector/sector.yaml
printf 'id,lon,lat,position_sigma_m,clock_sigma_s\nA,44.5,40.2,1,0.001\n' >sector/s.csv
import() { "$tacet" report import -s sector "$@"; }

cat >forms.csv <<'C'
time,channel,observation,place,count,text,party
2026-03-01T02:14Z,post,shot,"40.2084, 44.5012",~12,"a, b",
2026-03-01T02:20Z,complaint,burst,38TMK5755251007,10-20,,north
2026-03-01T02:30Z,post,shot,"44.5012, 40.2084",1,,
2036-03-01T02:30Z,post,shot,"40.2084, 44.5012",1,,
2026-03-01T02:30Z,post,shot,"43.8, 44.5",1,,
2026-03-01T02:30Z,post,shot,"40.2084, 44.5012",-3,,
2026-03-01T02:30Z,post,shot,,1,,
,post,shot,"40.2084, 44.5012",1,,
2026-03-01T02:40Z,post,shot,"40.2084, 44.5012",many,"'); DROP TABLE item;-- <script>alert(1)</script> =1+1",
C
import --answers answers forms.csv >said 2>told
check "good rows are taken" [ "$(wc -l <said)" -eq 3 ]
check "each row has its answer" [ "$(wc -l <answers)" -eq 9 ]
check "exchanged latitude and longitude are named" grep -q 'forms.csv:4: .*exchanged they are in it' told
check "the future is refused" grep -Eq 'forms.csv:5: time: found .*expected a time before it was received' told
check "400 km away is refused" grep -q 'forms.csv:6: place: found a place 400 km N of the sector' told
check "a negative count is refused" grep -q 'forms.csv:7: .*found -3.0, expected a number from 0 to 100000' told
check "no place is refused" grep -q 'forms.csv:8: place: found nothing' told
check "no time is refused" grep -q 'forms.csv:9: time: found nothing' told
check "hostile text is text" grep -q 'DROP TABLE item;-- <script>' said
check "and goes back in" "$tacet" report check -s sector --strict said

# The published schema and the program take and refuse the same.
samples=$root/tests/schema
check "what the schema takes is taken" "$tacet" report check -s sector --strict "$samples/good/statement.jsonl"
wrongly=0
while IFS= read -r line; do
    "$tacet" report check -s sector --strict <<<"$line" >out 2>&1
    [ "$?" -eq 2 ] || { wrongly=$((wrongly + 1)); echo "# taken: $line"; }
done <"$samples/bad/statement.jsonl"
check "what it refuses is refused" [ "$wrongly" -eq 0 ]
check "what comes of a table is as the schema has it" /usr/bin/python3 "$samples/validate.py" "$root/schemas/statement.schema.json" said

tr , ';' <<<'time,channel,observation,place,text' >semicolons.csv
echo '2026-03-01T02:14Z;post;shot;40.2084, 44.5012;а, б' >>semicolons.csv
import semicolons.csv >semi
check "semicolons" grep -q '"text":"а, б"' semi
iconv -f utf-8 -t utf-16 semicolons.csv >utf16.csv
import utf16.csv >other
check "UTF-16" cmp semi other
iconv -f utf-8 -t windows-1251 semicolons.csv >cyrillic.csv
import cyrillic.csv >other 2>told
check "another encoding is not guessed" grep -q 'cyrillic.csv:2: found bytes that are no text in it, expected UTF-8; say which' told
import --encoding windows-1251 cyrillic.csv >other
check "but read when it is named" cmp semi other

sms() { "$tacet" report sms -s sector --observer '40.2084, 44.5012' --now 2026-03-01T12:00:00Z "$@"; }
sms 'SHOT 12 NE 800 0214' >said 2>reply
check "a message is repeated" grep -qx 'OK SHOT 12 NE 800 M 02:14' reply
check "and is a report" "$tacet" report check -s sector --strict said
sms 'SHOT 12 NE 0214' >said 2>reply
check "what is missing is asked for, with 2" [ "$?" -eq 2 ]

# Question by question.
new() { "$tacet" report new -s sector --now 2026-03-01T12:00:00Z; }
printf '\nhotl\nshot\n99:99\n0214\n\n\n40.2084, 44.5012\nNE\n800\n~12\n\nheard\n\n\nback\nrifle\nseen from the mill\n' >answers
new <answers >said 2>asked && [ -s said ]
check "answers make a report" [ "$?" -eq 0 ]
check "that is taken" "$tacet" report check -s sector --strict said
check "what was told is in it" grep -q '"time":"2026-03-01T02:14Z","observer":"40.2084, 44.5012","bearing":"NE"' said
check "what will not do is asked again" grep -q 'found "99:99", expected a time' asked
printf '\n2\n' | new >said 2>asked
check "answers that end too early end with 2" [ "$?" -eq 2 ]
check "and what was told is shown" grep -q 'so far: {.*"channel":"post"' asked
head -c 100000 /dev/urandom | new >said 2>asked
check "noise is no report" [ "$?" -eq 2 ]
printf 'time,channel,about,place,killed,civilian\n2026-03-01T02:14Z,post,casualty,"40.2084, 44.5012",2,yes\n' >casualties.csv
import casualties.csv >said
check "parts of a member have columns of their own" grep -q '"casualties":{"killed":2.0,"civilian":true}' said
finish
