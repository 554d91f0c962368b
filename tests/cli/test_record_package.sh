#!/bin/bash
# Sealed fields, redaction, and packages that stand on their own, also for who has only sha256sum and openssl.
#
# usage: test_record_package.sh TACET SOURCE-ROOT
set -u
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
tacet=$(realpath "$1")
tmp=$(mktemp -d) || exit 2
started=
# shellcheck disable=SC2086
trap '[ -z "$started" ] || kill $started; rm -rf "$tmp"' EXIT
cd "$tmp" || exit 2
echo "1..17"

says_not() {
    ! grep -qF -- "$2" "$1" || echo "$1 says '$2'"
}

key=$("$tacet" record init log --origin mission.example/line/1)
"$tacet" record witness w --name a.example --key "$key" >w.out 2>w.err &
started=$!
for _ in $(seq 100); do [ -s w.out ] || sleep 0.05; done
printf 'log %s\nwitness a %s\nquorum a\n' "$key" "$(cat w.out)" >policy

mkdir recordings
printf 'not really a sound' >sound
digest=$(sha256sum <sound | cut -c 1-64)
cp sound "recordings/$digest"
printf '{"kind":"detection","recording":"%s","station":"S01","x_m":1234.5,"y_m":987.25}' "$digest" >first
printf '{"kind":"report","reporter":{"name":"Vigen Example","post":"P7"},"text":"three shots"}' >second
check_none "fields are sealed" "$(ends 0 "$tacet" record append log first --seal /x_m,/y_m --policy policy
    ends 0 "$tacet" record append log second --seal /reporter/name --policy policy
    grep -rqa -e 1234.5 -e Vigen log/tile && echo 'the log shows what was sealed')"
check_none "a field that is not there cannot be sealed" "$(ends 2 "$tacet" record append log second --seal /nothing; says err /nothing)"
check_none "its keeper opens them" "$(ends 0 "$tacet" record open log 0; cmp <(cat first; echo) out; ends 0 "$tacet" record open log 1; says out 'Vigen Example')"
check_none "what opens them is for the owner alone" "$(stat -c '%a' log/private | grep -v 700)"
check_none "a reader opens what was encrypted for them" "$(ends 0 "$tacet" record open --new-key mine; cp out public; ends 0 "$tacet" record open --new-key other
    ends 0 "$tacet" record open log 0 --to "$(cat public)"; cp out boxes; grep -q 1234 boxes && echo 'not encrypted'
    ends 0 "$tacet" record export log --output plain; ends 0 "$tacet" record open --entry plain/data/entries/0 --with boxes --opening-key mine
    cmp <(cat first; echo) out; ends 1 "$tacet" record open --entry plain/data/entries/0 --with boxes --opening-key other
    ends 1 "$tacet" record open --entry plain/data/entries/1 --with boxes --opening-key mine)"
check_none "a package" "$(ends 0 "$tacet" record export log --output bag --policy policy --open --beside recordings; says out '2 entries'
    ends 0 "$tacet" record verify bag --policy policy; says out 'entries     2 of 2'; says out '3 opened'; says out '0 stay sealed'
    says out 'not after'; says out 'files       1 beside')"
check_none "without --open it stays sealed" "$(ends 0 "$tacet" record verify plain --key "$key"; says out '0 opened'; says out '3 stay sealed'
    grep -rqa -e 1234.5 -e Vigen plain && echo 'the package shows what was sealed')"
check_none "entries can be chosen" "$(ends 0 "$tacet" record export log --output one --entries 1; ends 0 "$tacet" record verify one --key "$key"
    says out 'entries     1 of 2'; ends 2 "$tacet" record export log --output two --entries 1-2; says err 'below 2'
    ends 2 "$tacet" record export log --output bag; says err 'new or empty folder')"
check_none "sha256sum and openssl alone are enough" "$(ends 0 sh bag/data/check.sh; says out 'good: everything'; says out 'good: the witness 1'
    ends 0 sha256sum --quiet -c <(sed 's, data, bag/data,' bag/manifest-sha256.txt)
    "$tacet" record init stranger --origin mission.example/line/1 >stranger.key
    "$tacet" record append stranger first >out; "$tacet" record export stranger --output foreign >out
    ends 1 sh bag/data/check.sh ../../foreign/data/log.pem; says out 'signature is false')"
check_none "another key proves nothing" "$(ends 1 "$tacet" record verify bag --key "$(cat stranger.key)")"

# altered FILE: a copy of the package in which a byte of it was changed, with lists that fit again.
altered() {
    rm -rf changed
    cp -r bag changed
    printf '#' | dd of="changed/$1" bs=1 seek="${2:-30}" conv=notrunc status=none
    (cd changed && find data -type f | LC_ALL=C sort | xargs sha256sum >manifest-sha256.txt &&
        sha256sum bag-info.txt bagit.txt manifest-sha256.txt >tagmanifest-sha256.txt)
}

check_none "a byte is seen, also when the lists were made again" "$(
    for file in entries/0 entries/1 proofs/0.tlog-proof checkpoint disclosures/0 "beside/$digest"; do
        altered "data/$file" 10
        ends 1 "$tacet" record verify changed --policy policy
        case $file in disclosures*) ;; *) ends 1 sh changed/data/check.sh ;; esac
        cp -r bag/data/. changed/data
        ends 1 "$tacet" record verify changed --policy policy
        says err 'altered'
    done)"
check_none "files that come or go are seen" "$(rm -rf changed; cp -r bag changed; touch changed/data/more; ends 1 "$tacet" record verify changed --key "$key"
    says err 'data/more: it stands in no list'; rm changed/data/more changed/data/entries/1; ends 1 "$tacet" record verify changed --key "$key"
    says err 'data/entries/1: it is missing'; ln -s /etc/hostname changed/data/entries/1; ends 1 "$tacet" record verify changed --key "$key"
    says err 'no file: a link'; rm -rf changed; cp -r bag changed; rm changed/tagmanifest-sha256.txt; ends 1 "$tacet" record verify changed --key "$key")"
check_none "paths that lead out are refused" "$(for path in ../../etc/passwd /etc/passwd data/../x 'data/a b' data//x; do
        rm -rf changed; cp -r bag changed; echo "$(sha256sum </dev/null | cut -c 1-64)  $path" >>changed/manifest-sha256.txt
        (cd changed && sha256sum bag-info.txt bagit.txt manifest-sha256.txt >tagmanifest-sha256.txt)
        ends 1 "$tacet" record verify changed --key "$key"; says err 'manifest-sha256.txt:'
    done)"
check_none "a list that is cut off, or nonsense" "$(for cut in 10 70 100; do rm -rf changed; cp -r bag changed; truncate -s $cut changed/manifest-sha256.txt
        ends 1 "$tacet" record verify changed --key "$key"; done; head -c 3000 /dev/urandom >changed/tagmanifest-sha256.txt
    ends 1 "$tacet" record verify changed --key "$key"; mkdir -p nothing/data; ends 1 "$tacet" record verify nothing --key "$key")"
check_none "a field that was destroyed stays closed" "$(ends 0 "$tacet" record redact log 0 --field x_m --reason 'asked for'; says out 'entry 2 says so'
    ends 0 "$tacet" record open log 0; says_not out 1234.5; says out 987.25; says err '1 fields stay sealed'
    ends 0 "$tacet" record redact log 0; ends 0 "$tacet" record open log 0; says_not out 987.25
    ends 2 "$tacet" record redact log 0; says err 'nothing to destroy'; ends 0 "$tacet" record verify log --key "$key"; says out 'entries     4'
    grep -rqa -e 987.25 log && echo 'it is still there')"
check_none "a package from before still opens it" "$(ends 0 "$tacet" record verify bag --policy policy; grep -q asked log/tile/entries/000.p/4 || echo 'no reason')"
check_none "bags are BagIt" "$(grep -q '^BagIt-Version: 1.0$' bag/bagit.txt && grep -q '^Bagging-Date: 20' bag/bag-info.txt || echo no)"
finish
