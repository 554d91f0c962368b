#!/bin/bash
# What the commands of ./dev share: messages, packages, builds. Sourced, never run by itself.

say() {
    echo "==> $*" >&2
}

die() {
    echo "./dev: $*" >&2
    exit 3
}

# refuse: the call itself was wrong.
refuse() {
    echo "./dev $*" >&2
    exit 2
}

# packages_of GROUP...: the package names of these groups in tools/packages.txt.
packages_of() {
    awk -v groups="$*" '
        BEGIN { n = split(groups, list, " "); for (i = 1; i <= n; i++) wanted[list[i]] = 1 }
        /^[^#]/ && ($1 in wanted) && !seen[$2]++ { print $2 }' tools/packages.txt
}

# missing_of PACKAGE...: those that are not installed.
missing_of() {
    { dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true; } |
        awk -v wanted="$*" '
            $1 == "installed" { have[$2] = 1 }
            END { n = split(wanted, list, " "); for (i = 1; i <= n; i++) if (!(list[i] in have)) print list[i] }'
}

# apt_install PACKAGE...: as root or through sudo; a mirror that stumbles is asked again.
apt_install() {
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        as_root=(sudo)
        command -v sudo >/dev/null ||
            die "these Debian packages are missing, and neither root nor sudo is at hand: $*"
    fi
    local try
    for try in 1 2 3; do
        if { [ "$try" -gt 1 ] || ! apt_knows "$@"; } &&
            ! "${as_root[@]}" apt-get update -q >>"$apt_log" 2>&1; then
            say "the list of packages could not be refreshed (try $try of 3)"
        fi
        if "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y \
            --no-install-recommends -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=120 "$@" \
            >>"$apt_log" 2>&1 </dev/null; then
            return 0
        fi
        say "installing did not work (try $try of 3)"
        sleep $((try * 3))
    done
    tail -n 15 "$apt_log" >&2
    die "could not install: $* (the whole story is in $apt_log)"
}

apt_knows() {
    local package
    for package in "$@"; do
        apt-cache policy "$package" 2>/dev/null | grep -q 'Candidate: [0-9]' || return 1
    done
}

# need GROUP...: installs what is missing of these groups and says so; silent and quick otherwise.
need() {
    local wanted missing
    mapfile -t wanted < <(packages_of "$@")
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        say "this is not a Debian system; please see to it that the like of these is there: ${wanted[*]}"
        return 0
    fi
    mapfile -t missing < <(missing_of "${wanted[@]}")
    [ "${#missing[@]}" -gt 0 ] || return 0
    say "installing ${#missing[@]} Debian packages: ${missing[*]}"
    apt_log=$(mktemp "${TMPDIR:-/tmp}/tacet-apt.XXXXXX")
    apt_install "${missing[@]}"
    rm -f "$apt_log"
}

# configure FOLDER MESON-OPTION...: sets up a build folder once; a broken one is made anew.
configure() {
    local folder=$1
    shift
    if [ -f "$folder/build.ninja" ] && [ -f "$folder/meson-private/coredata.dat" ]; then
        return 0
    fi
    say "configuring $folder"
    rm -rf "$folder"
    quietly "$folder" meson setup "$folder" "$@"
}

# compile FOLDER [TARGET...]
compile() {
    local folder=$1
    shift
    say "building in $folder"
    quietly "$folder" ninja -C "$folder" "$@"
}

# quietly NAME COMMAND...: shows what the command printed only if it failed.
quietly() {
    local log
    log=$(mktemp "${TMPDIR:-/tmp}/tacet-${1//\//-}.XXXXXX")
    shift
    if ! "$@" >"$log" 2>&1; then
        cat "$log" >&2
        rm -f "$log"
        die "failed: $*"
    fi
    rm -f "$log"
}

# For whoever wants the program: without the tests, so that only what it needs itself has to be installed, and
# without -Werror, because another compiler's new warning is no reason not to have it.
build_program() {
    need build
    configure build-run --buildtype=release -Dwerror=false -Dtests=false -Ddocs=disabled
    compile build-run
}

# The same bytes in every place: nothing that we run may depend on the user's language.
export LC_ALL=C.UTF-8

# run_tests FOLDER [SUITE|SUITE/TEST|MESON-TEST-OPTION]...: runs and counts; its status says whether all is well.
run_tests() {
    local folder=$1 status=0 word
    local words=()
    shift
    for word in "$@"; do
        case $word in
        -* | */* | [0-9]*) words+=("$word") ;;
        *) words+=("--suite=$word") ;;
        esac
    done
    say "testing in $folder"
    rm -f "$folder/meson-logs/testlog.json"
    meson test -C "$folder" --no-rebuild --print-errorlogs "${words[@]}" || status=$?
    tools/count-tests "$folder/meson-logs/testlog.json" || status=1
    return "$status"
}

# fuzz_names: the fuzz targets there are.
fuzz_names() {
    local file
    for file in fuzz/fuzz_*.c; do
        [ ! -f "$file" ] || basename "$file" .c | cut -c 6-
    done
}
