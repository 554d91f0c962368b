#!/bin/sh
# Logs and proofs of tacet record, verified by an implementation that shares nothing with ours: Go's x/mod/sumdb, from
# Debian's packages, without a network. Sizes are those at which a tree, a tile or a level of tiles becomes full.
#
# usage: test_goverify.sh TACET SOURCE [SIZE...]
set -u
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
tacet=$1
source=$2
shift 2
[ $# -gt 0 ] || set -- 1 255 256 257 65535 65536 65537
sizes=$*
tmp=$(mktemp -d "${TMPDIR:-/tmp}/tacet-goverify.XXXXXX")
end() {
    [ ! -s "$tmp/witness.pid" ] || kill "$(cat "$tmp/witness.pid")"
    rm -rf "$tmp"
}
trap end EXIT
verify=$tmp/goverify
log=$tmp/log
key=$log/log.vkey

build() {
    (cd "$source" && GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE="$tmp/cache" go build -o "$verify" .)
}

# says_no COMMAND...: good when the verifier refuses (1), not when it breaks or was called wrongly.
says_no() {
    "$@"
    [ $? -eq 1 ]
}

grow_and_verify() {
    awk -v from="$2" -v to="$1" 'BEGIN { for (i = from; i < to; i++) print "entry " i }' |
        "$tacet" record append "$log" --lines >"$tmp/indexes" || return 1
    [ "$(wc -l <"$tmp/indexes")" -eq "$(($1 - $2))" ] || return 1
    "$verify" log "$log" "$key" "$tmp"/older.* | tee "$tmp/said" || return 1
    grep -q ": $1 entries, .* from $3 older heads" "$tmp/said" && cp "$log/checkpoint" "$tmp/older.$1"
}

prove() {
    printf 'entry %d' "$1" >"$tmp/entry" && "$tacet" record prove "$log" "$1" >"$tmp/proof" &&
        "$verify" proof "$tmp/proof" "$tmp/entry" "$key" ${2+"$2"}
}

# A witness that runs, and a head that it cosigned.
cosign() {
    "$tacet" record witness "$tmp/witness" --name witness.example/go --key "$key" >"$tmp/witness.out" 2>"$tmp/witness.err" &
    echo $! >"$tmp/witness.pid"
    for _ in $(seq 100); do
        [ ! -s "$tmp/witness.out" ] || break
        sleep 0.1
    done
    cut -d ' ' -f 1 "$tmp/witness.out" >"$tmp/witness.vkey"
    printf 'log %s\nwitness w %s\nquorum w\n' "$(cat "$key")" "$(cat "$tmp/witness.out")" >"$tmp/policy"
    cp "$tmp/proof" "$tmp/proof-before" && cp "$tmp/entry" "$tmp/entry-before"
    printf 'entry %d' "$have" | "$tacet" record append "$log" --policy "$tmp/policy"
}

# A side's own copy.
mirror() {
    "$tacet" record mirror "$tmp/copy" "$log" --key "$key" && "$verify" log "$tmp/copy" "$key" "$tmp"/older.*
}

# Each entry of a package by the files of the package.
unpack() {
    "$tacet" record export "$log" --entries "0,$((have - 1))-$have" -o "$tmp/bag" || return 1
    for entry in 0 $((have - 1)) "$have"; do
        "$verify" proof "$tmp/bag/data/proofs/$entry.tlog-proof" "$tmp/bag/data/entries/$entry" \
            "$tmp/bag/data/log.vkey" "$tmp/witness.vkey" || return 1
    done
}

# refuses_altered FILE OFFSET: a byte of the log is another one.
refuses_altered() {
    cp "$log/$1" "$tmp/good" && was=$(od -An -tu1 -j "$2" -N 1 "$tmp/good") || return 1
    # shellcheck disable=SC2059
    printf "\\$(printf %03o $((was ^ 1)))" | dd of="$log/$1" bs=1 seek="$2" conv=notrunc 2>&1
    says_no "$verify" log "$log" "$key"
    refused=$?
    cp "$tmp/good" "$log/$1"
    return $refused
}

if ! command -v go >/dev/null || [ ! -d /usr/share/gocode/src/golang.org/x/mod/sumdb/tlog ]; then
    echo "1..0 # SKIP golang-go and golang-golang-x-mod-dev are not installed"
    exit 0
fi
echo "1..$(($# + 18))"
check "the verifier builds without a network" build
check "a log is made" "$tacet" record init "$log" --origin go.example/log
cp "$log/checkpoint" "$tmp/older.0"
have=0
heads=1
for size in $sizes; do
    check "a log of $size entries is verified, and goes on from $heads heads" grow_and_verify "$size" "$have" "$heads"
    have=$size
    heads=$((heads + 1))
done
check "the first entry's proof" prove 0
check "the last entry's proof" prove $((have - 1))
check "no proof of another entry" says_no "$verify" proof "$tmp/proof" "$0" "$key"
check "a proof of the middle" prove $((have / 2))
check "an altered entry is seen" refuses_altered tile/entries/000 9
check "an altered hash is seen" refuses_altered tile/0/000 8000
check "an altered head is seen" refuses_altered checkpoint 20
check "a second log of the name is made" "$tacet" record init "$tmp/second" --origin go.example/log
check "its key is not that of the first" says_no "$verify" log "$log" "$tmp/second/log.vkey"
check "its head is not an older one of the first" says_no "$verify" log "$log" "$key" "$tmp/second/checkpoint"
check "a witness cosigns" cosign
check "and its cosignature is a true one" prove "$have" "$tmp/witness.vkey"
check "which the head before does not have" says_no "$verify" proof "$tmp/proof-before" "$tmp/entry-before" "$key" \
    "$tmp/witness.vkey"
check "a mirror's copy is a log as good" mirror
check "a package's entries are proved by what is in it" unpack
check "and all is well again" "$verify" log "$log" "$key" "$tmp"/older.*
finish
