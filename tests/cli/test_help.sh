#!/bin/sh
# What the program says of its options, what the man pages say and what the shells complete must be the same.
#
# usage: test_help.sh TACET SOURCE-ROOT
set -u
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
tacet=$1
root=$2
# Commands, those of a group as GROUP.COMMAND.
commands=$("$tacet" --help | awk '/^  [a-z]+ / { print $1 }' | while read -r command; do
    members=$("$tacet" "$command" --help | awk -v group="$command" '/^  [a-z]+ / { print group "." $1 }')
    echo "${members:-$command}"
done)
# shellcheck disable=SC2086
set -- $commands
echo "1..$((2 + $# * 3))"

words() {
    echo "$1" | tr . ' '
}

# The long options that a command's help, or its man page, names.
in_help() {
    # shellcheck disable=SC2046
    "$tacet" $(words "$1") --help | grep -oE '(^|[ ,])--[a-z-]+' | grep -oE -- '--[a-z-]+' | sort -u
}

in_manual() {
    awk -v member="${1#*.}" -v group="${1%.*}" '
        /^# / { on = ($0 == "# OPTIONS" && member == group) }
        /^## / { on = (member != group && $2 == member) }
        on && /^\*-/' "$root/docs/man/tacet-${1%.*}.1.scd" |
        grep -oE -- '--[a-z-]+' | sort -u
}

in_bash() {
    awk -v command="$1" '$1 == command ")" && /options=/' "$root/completions/tacet.bash" | grep -oE -- '--[a-z-]+' | sort -u
}

differing() {
    [ "$1" = "$2" ] || printf 'program: %s\nthere:   %s\n' "$(echo "$1" | tr '\n' ' ')" "$(echo "$2" | tr '\n' ' ')"
}

check_none "there are commands" "$([ $# -gt 0 ] || echo none)"
check_none "a version" "$("$tacet" --version | grep -qE '^tacet [0-9]+\.[0-9]+\.[0-9]+$' || "$tacet" --version 2>&1)"
for command in "$@"; do
    check_none "tacet-$command(1) names the options of $command" "$(differing "$(in_help "$command")" "$(in_manual "$command")")"
    offences=$(differing "$(in_help "$command")" "$(in_bash "$command")")
    for option in $(in_help "$command"); do
        for file in _tacet tacet.fish; do
            grep -qE -- "(--|-l )${option#--}( |\[|\\}|,)" "$root/completions/$file" ||
                offences="$offences $file does not know $option"
        done
    done
    check_none "the shells complete the options of $command" "$offences"
    check_none "$command takes --version and --json" "$(
        # shellcheck disable=SC2046
        [ "$("$tacet" $(words "$command") --version)" = "$("$tacet" --version)" ] || echo "--version differs"
        in_help "$command" | grep -qx -- --json || echo "no --json"
    )"
done
finish
