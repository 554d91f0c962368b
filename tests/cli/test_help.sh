#!/bin/sh
# What the program says of its options, what the man pages say and what the shells complete must be the same.
#
# usage: test_help.sh TACET SOURCE-ROOT
set -u
tacet=$1
root=$2
commands=$("$tacet" --help | awk '/^  [a-z]+ / { print $1 }')
number=0
status=0
# shellcheck disable=SC2086
set -- $commands
echo "1..$((2 + $# * 2))"

# check NAME OFFENCES: good when there are none.
check() {
    number=$((number + 1))
    if [ -z "$2" ]; then
        echo "ok $number - $1"
    else
        echo "$2" | sed 's,^,# ,'
        echo "not ok $number - $1"
        status=1
    fi
}

# The long options that a command's help, or its man page, names.
in_help() {
    "$tacet" "$1" --help | grep -oE '(^|[ ,])--[a-z-]+' | grep -oE -- '--[a-z-]+' | sort -u
}

in_manual() {
    awk '/^# OPTIONS/ { on = 1; next } /^# / { on = 0 } on && /^\*-/' "$root/docs/man/tacet-$1.1.scd" |
        grep -oE -- '--[a-z-]+' | sort -u
}

in_bash() {
    awk -v command="$1" '$1 == command ")" && /options=/' "$root/completions/tacet.bash" | grep -oE -- '--[a-z-]+' | sort -u
}

differing() {
    [ "$1" = "$2" ] || printf 'program: %s\nthere:   %s\n' "$(echo "$1" | tr '\n' ' ')" "$(echo "$2" | tr '\n' ' ')"
}

check "there are commands" "$([ $# -gt 0 ] || echo none)"
check "a version" "$("$tacet" --version | grep -qE '^tacet [0-9]+\.[0-9]+\.[0-9]+$' || "$tacet" --version 2>&1)"
for command in "$@"; do
    check "tacet-$command(1) names the options of $command" "$(differing "$(in_help "$command")" "$(in_manual "$command")")"
    offences=$(differing "$(in_help "$command")" "$(in_bash "$command")")
    for option in $(in_help "$command"); do
        for file in _tacet tacet.fish; do
            grep -qE -- "(--|-l )${option#--}( |\[|\\}|,)" "$root/completions/$file" ||
                offences="$offences $file does not know $option"
        done
    done
    check "the shells complete the options of $command" "$offences"
done
exit $status
