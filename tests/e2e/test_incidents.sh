#!/bin/sh
# Ten made-up days through the program: all that ./dev campaign incidents wants of a month, of one seed of one world.
#
# usage: test_incidents.sh TACET SOURCE-ROOT
set -u
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
tacet=$(realpath "$1")
work=$(mktemp -d "${TMPDIR:-/tmp}/tacet-incidents.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$2" || exit 2
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE
echo "1..3"

for copy in a b; do
    campaigns/make-incidents "$work/$copy" --seed 5 --days 4
done
check "a seed gives the same days each time" diff -r "$work/a" "$work/b"
check "ten days: incidents, matches, who opened fire, order and sides" python3 campaigns/incidents.py "$tacet" even --seeds 1 --days 10
python3 campaigns/incidents.py "$tacet" flat 2>"$work/err"
check "a world that there is not is refused by name" grep -q "there is no world 'flat'; there are even slow close rough" "$work/err"
finish
