#!/bin/sh
# ./dev itself: what a stranger meets first.
set -u
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
cd "$1" || exit 2
echo "1..6"

every_command_is_explained() {
    for file in tools/dev.d/*.sh; do
        command=$(basename "$file" .sh)
        [ "$command" = lib ] || ./dev help | grep -q "^  $command " || {
            echo "# ./dev help does not tell of $command"
            return 1
        }
    done
}

wrong_use_is_refused() {
    ./dev no-such-command >/dev/null 2>&1
    [ $? -eq 2 ]
}

packages_have_reasons() {
    awk '!/^#/ && NF < 3 { print "# " $0; bad = 1 } END { exit bad }' tools/packages.txt
}

# With nothing but a user's rights and no sudo, the packages that are missing are named.
missing_packages_are_named() {
    said=$(PATH=/usr/bin:/bin bash -c '. tools/dev.d/lib.sh
        id() { echo 1000; }
        command() { return 1; }
        apt_install one two' 2>&1)
    [ $? -eq 3 ] && echo "$said" | grep -q 'one two'
}

what_is_there_is_not_missing() {
    [ -z "$(bash -c '. tools/dev.d/lib.sh; missing_of bash dpkg')" ] &&
        [ "$(bash -c '. tools/dev.d/lib.sh; missing_of bash no-such-package dpkg')" = no-such-package ]
}

groups_are_told_apart() {
    bash -c '. tools/dev.d/lib.sh; packages_of build' | grep -qx meson &&
        ! bash -c '. tools/dev.d/lib.sh; packages_of build' | grep -qx clang
}

check "every command is explained" every_command_is_explained
check "an unknown command is wrong use" wrong_use_is_refused
check "every package has its reason" packages_have_reasons
check "without root or sudo the missing packages are named" missing_packages_are_named
check "what is installed is not missing" what_is_there_is_not_missing
check "groups of packages are told apart" groups_are_told_apart
finish
