#!/bin/sh
# Checks this package with sha256sum, basenc, base64, awk and openssl, and nothing else. Read it: it is short.
#
# usage: sh check.sh [KEY.pem]    the log's key as you were given it; without one, the key in this package
cd "$(dirname "$0")" || exit 2
key=${1:-log.pem}
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT

bad() {
    echo "NOT GOOD: $1"
    exit 1
}

# The SHA-256 of standard input, as 32 bytes.
hash() {
    sha256sum | cut -c 1-64 | tr abcdef ABCDEF | basenc --base16 -d
}

# up LEFT RIGHT: the hash of a node of the tree over two others (RFC 6962).
up() {
    { printf '\001'; cat "$1" "$2"; } | hash >"$work/up" && mv "$work/up" "$work/hash"
}

# 1. No file was altered since the package was made, by its own lists.
(cd .. && sha256sum --quiet -c tagmanifest-sha256.txt && sha256sum --quiet -c manifest-sha256.txt) || bad "a file was altered"

# 2. The log, and witnesses, signed the head.
sed -n '1,/^$/p' checkpoint | sed '$d' >"$work/head"
cmp -s "$work/head" head.txt || bad "head.txt is not the text of the checkpoint"
openssl pkeyutl -verify -pubin -inkey "$key" -rawin -in head.txt -sigfile head.sig >"$work/said" || bad "the log's signature is false"
echo "good: the log signed the head"
for signed in witnesses/*.txt; do
    [ -e "$signed" ] || continue
    name=$(basename "$signed" .txt)
    tail -n +3 "$signed" | cmp -s - head.txt || bad "the witness $name signed another head"
    openssl pkeyutl -verify -pubin -inkey "witnesses/$name.pem" -rawin -in "$signed" -sigfile "witnesses/$name.sig" >"$work/said" ||
        bad "the signature of the witness $name is false"
    echo "good: the witness $name signed the head at $(sed -n 's/^time //p' "$signed") s after 1970"
done

# 3. Every entry is under the head's root (RFC 9162, 2.1.3.2).
size=$(sed -n 2p head.txt)
sed -n 3p head.txt | base64 -d >"$work/root"
for entry in entries/*; do
    [ -e "$entry" ] || continue
    index=$(basename "$entry")
    { printf '\000'; cat "$entry"; } | hash >"$work/hash"
    node=$index last=$((size - 1))
    proof=proofs/$index.tlog-proof
    { printf 'c2sp.org/tlog-proof@v1\nindex %s\n' "$index"; awk 'NR > 2 && /^$/ { exit } NR > 2' "$proof" | tee "$work/path"; echo; cat checkpoint; } |
        cmp -s - "$proof" || bad "$proof is not a proof of entry $index under this head"
    while read -r line; do
        echo "$line" | base64 -d >"$work/sibling"
        [ "$last" -gt 0 ] || bad "the proof of entry $index is too long"
        if [ $((node % 2)) -eq 1 ] || [ "$node" -eq "$last" ]; then
            up "$work/sibling" "$work/hash"
            while [ $((node % 2)) -eq 0 ] && [ "$node" -ne 0 ]; do node=$((node / 2)) last=$((last / 2)); done
        else
            up "$work/hash" "$work/sibling"
        fi
        node=$((node / 2)) last=$((last / 2))
    done <"$work/path"
    [ "$last" -eq 0 ] || bad "the proof of entry $index is too short"
    cmp -s "$work/hash" "$work/root" || bad "entry $index is not under this head"
done
echo "good: all entries are under the head"

# 4. Files that entries name by their SHA-256 have it.
for file in beside/*; do
    [ -e "$file" ] || continue
    [ "$(sha256sum <"$file" | cut -c 1-64)" = "$(basename "$file")" ] || bad "$file has another SHA-256 than its name"
    grep -q -e "$(basename "$file")" entries/* || bad "no entry names $file"
done

# 5. Opened fields are those that were sealed: the digest of each stands in its entry (RFC 9901).
for list in disclosures/*; do
    [ -e "$list" ] || continue
    while read -r disclosure; do
        digest=$(printf %s "$disclosure" | hash | basenc --base64url -w 0 | tr -d =)
        { cat "entries/$(basename "$list")"; cut -d ' ' -f 1 "$list" | tr '_-' '/+' | while read -r one; do echo "$one===" | base64 -d 2>"$work/said"; done; } |
            grep -aqF -e "$digest" || bad "an opened field of entry $(basename "$list") was not sealed in it"
    done <"$list"
done
echo "good: everything"
