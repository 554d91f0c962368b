#!/bin/bash
# tacet record as a script sees it: a log, proofs, receipts, witnesses, mirrors, an operator with two faces.
#
# usage: test_record.sh TACET SOURCE-ROOT
set -u
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
tacet=$(realpath "$1")
valley=$(cd "$2" && pwd)/examples/north-valley
tmp=$(mktemp -d) || exit 2
started=
# shellcheck disable=SC2086
trap '[ -z "$started" ] || kill $started; rm -rf "$tmp"' EXIT
cd "$tmp" || exit 2
echo "1..37"

entries() {
    seq "$1" "$2" | sed 's/^/entry /'
}

origin=test.example/log/1
check_none "init prints a key" "$(ends 0 "$tacet" record init log --origin $origin; says out "$origin+"; cmp out log/log.vkey)"
key=$(cat out)
check_none "the private key is for its owner alone" "$(stat -c '%a %n' log/private log/private/log.key | grep -v '^[67]00 ')"
check_none "init refuses a folder with something in it" "$(ends 2 "$tacet" record init log --origin $origin; says err 'new or empty folder')"
check_none "append prints indices" "$(entries 0 299 >lines; ends 0 "$tacet" record append log --lines --receipts receipts lines
    seq 0 299 | cmp - out)"
check_none "a file is an entry, and so is standard input" "$(printf 'two\nlines' >file; ends 0 "$tacet" record append log file; says out 300
    printf 'x' | "$tacet" record append log --json >out; says out '{"index":301}')"
check_none "verify" "$(ends 0 "$tacet" record verify log --key "$key"; says out 'entries     302')"
check_none "bad lines are named, good ones before them appended" "$(printf 'a\n\nb\n' >bad; ends 2 "$tacet" record append log --lines bad
    says out 302; says err 'bad:2: found nothing'; head -c 70000 /dev/zero | tr '\0' x >bad; ends 2 "$tacet" record append log --lines bad
    says err 'bad:1: found more than 65535 bytes')"
check_none "prove, and verify of the proof" "$(ends 0 "$tacet" record prove log 7 -o proof; printf 'entry 7' >entry
    ends 0 "$tacet" record verify proof --entry entry --key "$key"; says out 'entry       7 of 303')"
check_none "another entry, or a newline more, is not proved" "$(printf 'entry 8' >other; ends 1 "$tacet" record verify proof --entry other --key "$key"
    printf 'entry 7\n' >other; ends 1 "$tacet" record verify proof --entry other --key "$key"; says err 'without its last newline')"
check_none "there is no proof of what is not there" "$(ends 2 "$tacet" record prove log 303; says err 'no entry 303')"
check_none "receipts are kept" "$(ends 0 "$tacet" record verify log --receipt receipts/299.receipt; says out 'entry 299 kept')"
check_none "a copy does not go on" "$(cp -a log copy; ends 2 "$tacet" record append copy file; says err 'from a backup'
    ends 0 "$tacet" record verify copy --key "$key")"
check_none "its next generation does, and links to it" "$(ends 0 "$tacet" record init next --origin test.example/log/2 --continues copy
    ends 0 "$tacet" record verify next; says out 'entries     1'; grep -q "$origin" next/tile/entries/000.p/1 || echo "no link")"
check_none "what was altered is named" "$(printf X | dd of=copy/tile/entries/000 bs=1 seek=40 conv=notrunc status=none
    ends 1 "$tacet" record verify copy --key "$key"; says err 'tile/entries/000: entry')"
check_none "an encrypted key asks for its passphrase" "$(echo secret >pass; chmod 600 pass; echo wrong >wrong; chmod 600 wrong
    ends 0 "$tacet" record init locked --origin $origin --passphrase-file pass; ends 0 "$tacet" record append locked file --passphrase-file pass
    ends 2 "$tacet" record append locked file --passphrase-file wrong; says err 'not the passphrase'
    grep -q PRIVATE locked/private/log.key && echo 'the key is not encrypted'
    ends 2 "$tacet" record init unmade --origin $origin --passphrase-file nowhere; [ ! -e unmade ] || echo 'a log without a key was made'
    chmod 644 pass; ends 2 "$tacet" record append locked file --passphrase-file pass; says err 'mode 0644')"

check_none "submissions are numbered, sealed in their turn, and followed" "$("$tacet" record init sub --origin test.example/sub/1 >out
    for i in 1 2 3; do printf '{"n":%s,"secret":"abc"}\n' $i; done >three
    ends 0 "$tacet" record append sub --lines --source S01 --next 3600 --seal /secret three; ends 0 "$tacet" record append sub --lines --source S01 three
    ends 0 "$tacet" record verify sub --submissions; says out 'submissions 6 of 1 sources; none is missing'
    ends 2 "$tacet" record append sub --lines --source 'S 1' three; ends 2 "$tacet" record append sub --source S01 lines
    ends 0 "$tacet" record open sub 1; says out '"secret":"abc"')"
check_none "one that was left out is missed" "$(rm sub/private/sources/*; ends 0 "$tacet" record append sub --lines --source S01 three
    ends 1 "$tacet" record verify sub --submissions; says out 'TWICE       S01: number 0 again at entry 6'
    "$tacet" record init gap --origin test.example/gap/1 >out; "$tacet" record export sub --output subs >out
    for i in 0 2; do ends 0 "$tacet" record append gap subs/data/entries/$i; done
    ends 1 "$tacet" record verify gap --submissions; says out 'MISSING     S01: 1 submissions from number 1 on, before entry 1')"
check_none "the head that a source knew must be one that this log had" "$("$tacet" record init heads --origin test.example/heads/1 >out
    ends 0 "$tacet" record append heads --lines --source S01 three; "$tacet" record append heads --lines --source S01 three >out
    ends 0 "$tacet" record verify heads --submissions
    ends 0 "$tacet" record open heads 5; sed 's,"size":3,"size":2,; s,S01,S02,; s,"number":5,"number":0,; s,"previous":"[^"]*"\,,,' out | tr -d '\n' >other
    ends 0 "$tacet" record append heads other; ends 1 "$tacet" record verify heads --submissions
    says out 'OTHER HEAD  S02: entry 6 (number 0) knew a head of 2 entries that is none of this log before it')"
check_none "a source's name steers no terminal" "$("$tacet" record init names --origin test.example/names/1 >out
    printf '{"entry":1,"submission":{"source":"S\\u001b[31m","number":4,"time":"2026-01-31T00:00:00Z"}}' >name; ends 0 "$tacet" record append names name
    ends 1 "$tacet" record verify names --submissions; says out 'MISSING     S?[31m: 4'; grep -q "$(printf '\033')" out && echo 'an escape was shown')"

# What the program itself finds goes into a log before it is shown.
"$tacet" simulate "$valley/scene.yaml" -o night --detections --quiet
check_none "events go into a log first" "$(ends 0 "$tacet" record init found --origin test.example/found/1
    ends 0 "$tacet" locate -s "$valley" night/detections.jsonl --quiet; cp out shown; ends 0 "$tacet" locate -s "$valley" night/detections.jsonl --quiet --record found
    cmp out shown; [ "$(wc -l <shown)" -gt 20 ] || echo 'few events'; ends 0 "$tacet" record verify found; says out "entries     $(wc -l <shown)"
    grep -qa '"status":"located"' found/tile/entries/000.p/* || echo 'no event in it')"
check_none "places and times stand sealed in it, and its keeper opens them" "$(grep -qaE '"(x_m|lat|time|arrivals|ellipse95)":' found/tile/entries/000.p/* &&
        echo 'the log shows where it was'
    ends 0 "$tacet" record open found 0; python3 -c 'import json, sys; sys.exit(json.load(open("out")) != json.loads(open("shown").readline()))' || cat out
    [ "$(find found/private/disclosures -type f | wc -l)" -eq "$(wc -l <shown)" ] || echo 'some cannot be opened')"
check_none "so do events that are followed, revision by revision" "$(ends 0 "$tacet" locate -s "$valley" night/detections.jsonl --quiet --follow --lateness 3600 --record found
    more=$(wc -l <out); ends 0 "$tacet" record verify found; says out "entries     $((more + $(wc -l <shown)))"
    ends 2 "$tacet" locate -s "$valley" night/detections.jsonl --record nowhere; says err nowhere)"
check_none "recordings are named by their digest, and kept" "$(mkdir sound; printf 'file,station,channel,start_utc\nS01.wav,V01,0,2026-01-31T00:00:00Z\n' >sound/recordings.csv
    { printf 'RIFF\044\175\000\000WAVEfmt \020\000\000\000\001\000\001\000\200\076\000\000\000\175\000\000\002\000\020\000data\000\175\000\000'; head -c 32000 /dev/zero; } >sound/S01.wav
    ends 0 "$tacet" detect -s "$valley" sound --record found --quiet; digest=$(sha256sum <sound/S01.wav | cut -c 1-64)
    cmp sound/S01.wav "found/private/beside/$digest"; ends 0 "$tacet" record export found --output evidence-bag --beside found/private/beside
    ends 0 "$tacet" record verify evidence-bag; says out 'files       1 beside')"

# Four witnesses; three of them are needed.
echo "log $key" >policy
for name in a b mission outsider; do
    "$tacet" record witness "witness-$name" --name "$name.example" --key "$key" >"$name.out" 2>"$name.err" &
    started="$started $!"
    echo $! >"$name.pid"
    for _ in $(seq 100); do [ -s "$name.out" ] || sleep 0.05; done
    echo "witness $name $(cat "$name.out")" >>policy
done
printf 'group q 3 a b mission outsider\nquorum q\n' >>policy
check_none "witnesses have started" "$(grep -c '^witness' policy | grep -v '^4$'; cat ./*.err)"
check_none "a head without its witnesses is provisional" "$(ends 1 "$tacet" record verify log --policy policy; says out PROVISIONAL)"
check_none "they cosign" "$(ends 0 "$tacet" record append log file --policy policy; ends 0 "$tacet" record verify log --policy policy
    says out 'not after'; grep -c '^—' log/checkpoint | grep -v '^5$')"
check_none "a proof carries them" "$(ends 0 "$tacet" record prove log 7 -o proof; ends 0 "$tacet" record verify proof --entry entry --policy policy
    says out 'not after')"
check_none "a client that is not ours is answered as the specification says" "$(url=$(awk '{ print $2 }' a.out)
    printf 'old 0\n\n' | cat - log/checkpoint >request
    curl -s -o answer -w '%{http_code} %{content_type}\n' --data-binary @request "${url}add-checkpoint" >out; says out '409 text/x.tlog.size'; says answer 304
    printf 'old 304\n\n' | cat - log/checkpoint >request
    curl -s -o answer -w '%{http_code}\n' --data-binary @request "${url}add-checkpoint" >out; says out 200; says answer '— a.example '
    curl -s -o answer -w '%{http_code}\n' --data-binary @file "${url}add-checkpoint" >out; says out 400
    head -c 100000 /dev/zero | curl -s -o answer -w '%{http_code}\n' --data-binary @- "${url}add-checkpoint" >out; says out 413
    curl -s -o answer -w '%{http_code}\n' "${url}private/witness.key" >out; says out 404
    curl -s -o answer -w '%{http_code}\n' --path-as-is "${url}heads/../private/witness.key" >out; says out 404)"

python3 -u -m http.server --bind 127.0.0.1 --directory log 0 >web.out 2>&1 &
started="$started $!"
for _ in $(seq 100); do grep -q http web.out || sleep 0.05; done
web=$(grep -o 'http://[^ )]*' web.out)
check_none "a mirror follows over the network" "$(ends 0 "$tacet" record mirror mirror-a "$web" --key "$key" --quiet; says out '304 entries, 304 of them new'
    ends 0 "$tacet" record append log file --policy policy; ends 0 "$tacet" record mirror mirror-a "$web"; says out '305 entries, 1 of them new'
    ends 0 "$tacet" record verify mirror-a --policy policy)"
check_none "a mirror is of one log" "$(ends 2 "$tacet" record mirror mirror-a "$web" --key next/log.vkey; says err 'copy of another log')"
check_none "all agree" "$(ends 0 "$tacet" record check log mirror-a "$web" --policy policy; says out 'all 7 heads are of one log')"

# The operator copies the log, makes the copy pass for the place of a log, and shows side B another future.
cp -a log fork
at=fork/private/place
printf 'inode %s born %s.%s\n' "$(stat -c %i $at)" "$(stat -c %W $at)" "$(stat -c %w $at | sed 's/.*\.\([0-9]*\) .*/\1/')" >$at
grep -v '^witness a\|^group\|^quorum' policy >policy-b
printf 'quorum b\n' >>policy-b
sed -i 's,^\(witness \(mission\|outsider\) [^ ]*\) .*,\1,' policy-b
sed 's,^\(witness b [^ ]*\) .*,\1,' policy >policy-a
check_none "two faces can be made, one witness each" "$(echo 'they fired first' >one; echo 'we fired first' >two
    ends 0 "$tacet" record append log one --policy policy-a; ends 0 "$tacet" record append fork two --policy policy-b
    ends 0 "$tacet" record mirror mirror-b fork --key "$key"; ends 0 "$tacet" record mirror mirror-a "$web")"
check_none "each side alone sees a log that is in order" "$(ends 0 "$tacet" record check mirror-a --key "$key"; ends 0 "$tacet" record check mirror-b --key "$key")"
check_none "the checker catches them by what the witnesses hold" "$(ends 1 "$tacet" record check mirror-a --policy policy --evidence evidence
    says out 'FRAUD       mirror-a and b'; ls evidence/fraud/*.fraud >proofs || echo 'no proof')"
check_none "the proof stands on its own" "$(proof=$(head -n 1 proofs); ends 0 "$tacet" record verify "$proof" --key "$key"; says out 'two logs under one name'
    sed 's/306/307/' "$proof" >altered; ends 1 "$tacet" record verify altered --key "$key")"
check_none "a mirror does not take the other face" "$(ends 1 "$tacet" record mirror mirror-a fork; says out FRAUD; ls mirror-a/fraud >/dev/null)"
check_none "a log that was put back is not cosigned on" "$(cp -a log/checkpoint kept; ends 0 "$tacet" record append log file --policy policy-a
    cp -a log older; rm -rf older/private/journal older/tile; cp -a fork/tile older/tile; cp kept older/checkpoint
    ends 2 "$tacet" record append older file --policy policy-a)"
finish
