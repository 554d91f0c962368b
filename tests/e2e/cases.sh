# Cases of a test from end to end, told as TAP. To be sourced, with `tmp` set; what the program said is in $tmp/err.
# shellcheck shell=sh disable=SC2034,SC2154
number=0
status=0

# case_of NAME: begins a case; what goes wrong in it is said by `wrong`.
case_of() {
    name=$1
    faults=
}

wrong() {
    faults="$faults
# $*"
}

end_case() {
    number=$((number + 1))
    if [ -z "$faults" ]; then
        echo "ok $number - $name"
    else
        echo "not ok $number - $name$faults"
        sed 's,^,# | ,' "$tmp/err" | head -n 8
        status=1
    fi
}

# ends CODE COMMAND...: in at most a minute.
ends() {
    code=$1
    shift
    found=0
    timeout 60 "$@" >"$tmp/out" 2>"$tmp/err" </dev/null || found=$?
    [ "$found" -eq "$code" ] || wrong "ended with $found, expected $code"
    # Nothing may drive a terminal: escapes, C1 controls (C2 80 to C2 9F), marks that turn text (E2 80 AE).
    if LC_ALL=C tr -d '\n\40-\176\200-\377' <"$tmp/err" | grep -q . || LC_ALL=C grep -q "$turning" "$tmp/err"; then
        wrong "wrote control characters"
    fi
}
turning=$(printf '\342\200\256\\|\302\233')

says() {
    grep -qF -- "$1" "$tmp/err" || wrong "did not say: $1"
}
