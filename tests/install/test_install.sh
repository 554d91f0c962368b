#!/bin/sh
# Installs into an empty folder and uses what is there as a stranger would: a program against each library by
# pkg-config, the man pages, the completions.
#
# usage: test_install.sh BUILD-FOLDER FLOOR...
set -u
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
here=$(cd "$(dirname "$0")" && pwd)
build=$1
shift
tmp=$(mktemp -d "${TMPDIR:-/tmp}/tacet-install.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
echo "1..$(($# * 3 + 5))"

build_consumer() {
    flags=$(pkg-config --cflags --libs "libtacet-$1") || return 1
    # shellcheck disable=SC2086
    ${CC:-cc} -std=c17 -Wall -Wextra -Werror "${2:-$here/use_$1.c}" -o "$tmp/use_$1" $flags -lm -Wl,--no-undefined \
        "-Wl,-rpath-link,$libdir"
}

run_consumer() {
    LD_LIBRARY_PATH=$libdir "$tmp/use_$1"
}

# Of an installed library, nobody sees anything but tct_ names.
exports_only_ours() {
    nm -D --defined-only "$libdir/libtacet-$1.so.0" | awk '$2 ~ /[TDRB]/ && $3 !~ /^tct_/ { print; bad = 1 } END { exit bad }'
}

man_page() {
    page=$(find "$tmp/root" -name tacet.1)
    [ -n "$page" ] && grep -q '^\.SH' "$page"
}

completions() {
    [ "$(find "$tmp/root" -name tacet.fish -o -name _tacet -o -path '*bash-completion*' -name tacet | wc -l)" -eq 3 ]
}

check "meson install" env DESTDIR="$tmp/root" meson install -C "$build" --no-rebuild
pkgconfig=$(dirname "$(find "$tmp/root" -name libtacet-base.pc)")
libdir=$(dirname "$pkgconfig")
PKG_CONFIG_PATH=$pkgconfig
PKG_CONFIG_SYSROOT_DIR=$tmp/root
export PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR
for floor in "$@"; do
    check "a program builds against libtacet-$floor" build_consumer "$floor"
    check "and runs" run_consumer "$floor"
    check "libtacet-$floor shows tct_ names only" exports_only_ours "$floor"
done
check "the record's example builds" build_consumer record "$here/../../examples/record/three_entries.c"
check "and runs" run_consumer record
if find "$build/docs/man" -name 'tacet.1' | grep -q .; then
    check "man pages are there" man_page
else
    skip "man pages are there" "built without scdoc"
fi
check "completions are there" completions
finish
