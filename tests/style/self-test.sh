#!/bin/sh
# Proves that each rule of check.sh can fail: a small clean tree passes them all, and one bad sample added to it
# makes its rule fail.
set -u
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
here=$(cd "$(dirname "$0")" && pwd)
tmp=$(mktemp -d "${TMPDIR:-/tmp}/tacet-style.XXXXXX")
trap 'rm -rf "$tmp"' EXIT

# The clean tree: two floors that keep their place.
clean_tree() {
    rm -rf "$tmp/tree"
    mkdir -p "$tmp/tree/src/base/include/tacet" "$tmp/tree/src/network/include/tacet"
    cp "$here/../../.clang-format" "$tmp/tree/"
    cd "$tmp/tree" || exit 1
    printf '/* Base. */\n#ifndef B\n#define B\n\nint low(void);\n\n#endif\n' >src/base/include/tacet/base.h
    printf '/* Network. */\n#include "tacet/base.h"\n\n/* strcpy(a, b) in a comment is no call. */\n' >src/network/a.c
    printf '#!/bin/sh\n# Says nothing.\ntrue\n' >quiet.sh
}

lines() {
    awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++) print "    low();" }'
}

# bad RULE: adds one sample of what it forbids to the clean tree.
bad() {
    case $1 in
    includes_never_climb) printf '/* Up. */\n#include "tacet/network.h"\n' >src/base/up.c ;;
    climbs_by_path) printf '/* Up. */\n#include "../network/a.h"\n' >src/base/up.c ;;
    other_floors_private_header)
        printf '/* Private. */\n' >src/network/air.h
        printf '/* Up. */\n#include "air.h"\n' >src/base/up.c
        ;;
    headers_stand_alone) printf '/* Bad. */\nsize_t needs_stddef(void);\n' >src/base/include/tacet/bad.h ;;
    no_machine_paths) printf 'see /%s/me/file\n' home >notes.md ;;
    no_registry_hosts) printf 'see %s.debian.org\n' deb >notes.md ;;
    files_are_short)
        {
            printf '/* Long. */\n'
            lines 701
        } >src/base/long.c
        ;;
    functions_are_short)
        {
            printf '/* Long. */\nvoid f(void)\n{\n'
            lines 91
            printf '}\n'
        } >src/base/long.c
        ;;
    files_say_what_they_are) printf 'int x;\n' >src/base/mute.c ;;
    script_says_nothing) printf '#!/bin/sh\ntrue\n' >mute.sh ;;
    whitespace_is_clean) printf 'a line \n' >notes.md ;;
    a_tab) printf '/* T. */\n\tint x;\n' >src/base/tab.c ;;
    no_last_newline) printf 'a line' >notes.md ;;
    code_is_formatted) printf '/* F. */\nint  x ;\n' >src/base/form.c ;;
    todos_have_an_issue) printf '/* %sDO: later */\n' TO >src/base/later.c ;;
    no_banned_functions) printf '/* B. */\nvoid f(char *a)\n{\n    /* x */ strcpy(a, "b");\n}\n' >src/base/b.c ;;
    plain_assert) printf '/* A. */\nvoid f(int a)\n{\n    assert(a);\n}\n' >src/base/a.c ;;
    scripts_are_clean) printf '#!/bin/sh\n# Unquoted.\ncd $1\n' >bad.sh ;;
    tests_are_judged_by_exit_code)
        mkdir -p tests/base
        printf "test('x', x, protocol: 'ta%s')\n" p >tests/base/meson.build
        ;;
    ways_out_are_decided)
        mkdir -p src/app
        printf '/* New. */\n' >src/app/cmd_new_way.c
        ;;
    shows_without_asking)
        mkdir -p src/app
        printf '/* Shows. */\n#include "incident.h"\n' >src/app/cmd_incident_list.c
        ;;
    esac
}

# SAMPLE:RULE where the sample is not named like its rule.
samples="includes_never_climb climbs_by_path:includes_never_climb
other_floors_private_header:includes_never_climb headers_stand_alone no_machine_paths no_registry_hosts
files_are_short functions_are_short files_say_what_they_are script_says_nothing:files_say_what_they_are
whitespace_is_clean a_tab:whitespace_is_clean no_last_newline:whitespace_is_clean code_is_formatted
todos_have_an_issue no_banned_functions plain_assert:no_banned_functions scripts_are_clean
tests_are_judged_by_exit_code ways_out_are_decided shows_without_asking:ways_out_are_decided"

# refuses RULE: the tree breaks it, and the check says so.
refuses() {
    ! sh "$here/check.sh" "$tmp/tree" "$1"
}

# shellcheck disable=SC2086
set -- $samples
echo "1..$(($# + 1))"
clean_tree
check "a clean tree passes" sh "$here/check.sh" "$tmp/tree"
for sample in "$@"; do
    clean_tree
    bad "${sample%:*}"
    check "${sample%:*} is found" refuses "${sample#*:}"
done
finish
