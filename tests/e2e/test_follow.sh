#!/bin/sh
# Events while detections come: said early, revised, final; the same whatever the order; and on a quiet line by the clock.
#
# usage: test_follow.sh TACET SOURCE-ROOT
set -u
here=$(dirname "$0")
# shellcheck source=tests/tap.sh
. "$here/../tap.sh"
tacet=$(realpath "$1")
root=$2
tmp=$(mktemp -d "${TMPDIR:-/tmp}/tacet-follow.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
echo "1..5"

/usr/bin/python3 "$here/follow_line.py" "$tmp"
shots=$(cat "$tmp/shots")

shots_are_found() {
    "$tacet" locate --follow -s "$tmp" "$tmp/in-order.jsonl" >"$tmp/events" 2>"$tmp/err" &&
        /usr/bin/python3 "$here/follow_check.py" "$tmp/events" "$shots"
}

lines_are_events() {
    /usr/bin/python3 "$root/tests/schema/validate.py" "$root/schemas/event.schema.json" "$tmp/events"
}

order_does_not_matter() {
    "$tacet" locate --follow -s "$tmp" <"$tmp/delayed.jsonl" >"$tmp/others" 2>"$tmp/err" &&
        /usr/bin/python3 "$here/follow_check.py" "$tmp/events" "$shots" "$tmp/others"
}

# The pipe stays open and silent: what was heard is said by the clock on the wall.
events_come_before_the_end() {
    mkfifo "$tmp/pipe"
    "$tacet" locate --follow -s "$tmp" <"$tmp/pipe" >"$tmp/live" 2>"$tmp/err" &
    exec 3>"$tmp/pipe"
    head -n 12 "$tmp/in-order.jsonl" >&3
    waited=0
    while [ ! -s "$tmp/live" ] && [ "$waited" -lt 60 ]; do
        sleep 0.5
        waited=$((waited + 1))
    done
    said=$(wc -l <"$tmp/live")
    exec 3>&-
    wait
    [ "$said" -ge 1 ]
}

no_table_meanwhile() {
    found=0
    "$tacet" locate --follow --table -s "$tmp" "$tmp/in-order.jsonl" >"$tmp/out" 2>"$tmp/err" || found=$?
    [ "$found" -eq 2 ] && grep -q 'found --follow with' "$tmp/err"
}

check "shots are found, revisions count up" shots_are_found
check "every line is an event" lines_are_events
check "the order of input does not matter" order_does_not_matter
check "events come before the end of the input" events_come_before_the_end
check "no table while events come" no_table_meanwhile
finish
