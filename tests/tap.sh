#!/bin/sh
# What our shell tests share: numbered results in TAP, and an exit code that says whether all was well. Sourced.
number=0
status=0

# result CODE NAME SAID: good when CODE is 0; SAID is shown when it is not.
result() {
    number=$((number + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $number - $2"
    else
        [ -z "$3" ] || echo "$3" | tail -n 60 | sed 's,^,# ,'
        echo "not ok $number - $2"
        status=1
    fi
}

# check NAME COMMAND...: good when the command succeeds.
check() {
    tap_name=$1
    shift
    tap_said=$("$@" 2>&1)
    result $? "$tap_name" "$tap_said"
}

# check_none NAME OFFENCES: good when there are none.
check_none() {
    [ -z "$2" ]
    result $? "$1" "$2"
}

# ends CODE COMMAND...: what went otherwise; standard output goes to out, standard error to err.
ends() {
    tap_wanted=$1
    tap_code=0
    shift
    "$@" >out 2>err || tap_code=$?
    [ "$tap_code" -eq "$tap_wanted" ] || echo "$*: ended with $tap_code, expected $tap_wanted: $(cat out err)"
}

# says FILE TEXT: what is missing.
says() {
    grep -qF -- "$2" "$1" || echo "$1 does not say '$2': $(cat "$1")"
}

# skip NAME REASON: counted, and neither good nor bad.
skip() {
    number=$((number + 1))
    echo "ok $number - $1 # SKIP $2"
}

finish() {
    exit "$status"
}
