#!/bin/sh
# The style of the house, as a test: each rule prints its offences as FILE:LINE: WHAT, and is one TAP case.
# self-test.sh proves that every rule can fail.
#
# usage: check.sh ROOT [RULE...]
set -u
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
LC_ALL=C.UTF-8
export LC_ALL
here=$(cd "$(dirname "$0")" && pwd)
root=$1
shift
cd "$root" || exit 2

longest_file=700
longest_function=90
long_function=60 # worth a remark

all_rules="includes_never_climb headers_stand_alone no_machine_paths no_registry_hosts files_are_short
functions_are_short files_say_what_they_are whitespace_is_clean code_is_formatted todos_have_an_issue
no_banned_functions scripts_are_clean tests_are_judged_by_exit_code ways_out_are_decided"

# Everything that people write here, and nothing that is built or recorded.
text_files() {
    find . \( -name .git -o -name 'build*' -o -name demo -o -name corpus -o -name results \) -prune -o -type f \
        \( -name '*.[ch]' -o -name '*.sh' -o -name '*.py' -o -name '*.md' -o -name '*.scd' -o -name '*.yaml' \
        -o -name '*.json' -o -name '*.txt' -o -name 'meson.build' -o -path './tools/*' -o -path './.ci/*' \
        -o -path './packaging/*' -o -path './campaigns/*' -o -path './completions/*' -o -name dev \) -print |
        sed 's,^\./,,' | sort
}

c_files() {
    text_files | grep '\.[ch]$'
}

scripts() {
    text_files | xargs -r awk '
        /^#!\/bin\/(sh|bash)/ || /^#!\/usr\/bin\/env bash/ { print FILENAME }
        { nextfile }'
}

# A floor includes its own headers by bare name or as tacet/FLOOR..., and the public ones of the floors below.
includes_never_climb() {
    c_files | grep -E '^(src|tests|fuzz|bench)/' | xargs -r awk -v floors="$here/floors.txt" '
        function exists(path, line) {
            if (!(path in there)) {
                there[path] = (getline line < path) >= 0
                close(path)
            }
            return there[path]
        }
        BEGIN {
            while ((getline < floors) > 0) {
                if ($0 !~ /^#/) {
                    floor = $1; sub(/:/, "", floor); known[floor] = 1; may[floor, floor] = 1
                    for (i = 2; i <= NF; i++) may[floor, $i] = 1
                }
            }
        }
        FNR == 1 {
            split(FILENAME, part, "/")
            own = part[1] == "src" ? part[2] : ""
            folder = FILENAME; sub(/\/[^\/]*$/, "", folder)
        }
        /^[ \t]*#[ \t]*include[ \t]*"/ {
            name = $0; sub(/^[^"]*"/, "", name); sub(/".*/, "", name)
            if (name ~ /\.\./ || name ~ /^\//) {
                print FILENAME ":" FNR ": climbs out of its folder: " name
            } else if (name ~ /^tacet\//) {
                floor = name; sub(/^tacet\//, "", floor); sub(/[.\/].*/, "", floor)
                if (!(floor in known)) print FILENAME ":" FNR ": no such floor: " name
                else if (own != "" && !((own, floor) in may))
                    print FILENAME ":" FNR ": " own " may not see " floor ": " name
            } else if ((own != "" || part[1] == "tests") && !exists(folder "/" name) &&
                       !exists("src/" part[2] "/" name)) {
                print FILENAME ":" FNR ": not a header of " part[1] "/" part[2] ": " name
            }
        }'
}

# Each header compiles alone, with no more include paths than its floor may see.
headers_stand_alone() {
    flags=$(for package in cairo gdal pangocairo jansson sndfile yaml-0.1 proj; do
        pkg-config --cflags "$package" 2>/dev/null
    done)
    export flags here
    c_files | grep '^src/.*\.h$' | xargs -r -n 1 -P "$(nproc)" sh "$here/header.sh"
}

# offences PATTERN MESSAGE: lines of our text that match; the brackets in the patterns keep them from matching here.
offences() {
    text_files | xargs -r grep -nE "$1" /dev/null | sed "s,\$,   <- $2,"
}

no_machine_paths() {
    offences '(^|[^A-Za-z0-9_.*$}-])/(wor[k]|roo[t]|hom[e])(/|$)' "a path of one machine"
}

no_registry_hosts() {
    offences '(deb|security|snapshot|mirror)s?[.]debia[n]|npmj[s][.]|pyp[i][.]|pythonhoste[d]|crate[s][.]io|prox[y][.]golang' \
        "a registry's host"
}

files_are_short() {
    text_files | grep -E '\.([ch]|sh|py)$' | xargs -r awk -v most="$longest_file" '
        FNR == most + 1 { print FILENAME ":" FNR ": longer than " most " lines" }'
}

# A function is what stands between a brace in the first column and its end in the first column.
functions_are_short() {
    c_files | xargs -r awk -v most="$longest_function" -v long_one="$long_function" '
        FNR == 1 { start = 0 }
        /^\{/ { start = FNR }
        /^\}/ && start {
            size = FNR - start - 1
            if (size > most) print FILENAME ":" start ": a function of " size " lines, at most " most
            else if (size > long_one) print "# " FILENAME ":" start ": a function of " size " lines"
            start = 0
        }'
}

files_say_what_they_are() {
    c_files | xargs -r awk 'FNR == 1 && !/^\/\*/ { print FILENAME ":1: does not open with a comment" }'
    scripts | xargs -r awk 'FNR == 2 && !/^#/ { print FILENAME ":2: no comment under the first line" }'
    text_files | grep '\.py$' | xargs -r awk '
        FNR == 1 { said = 0 }
        FNR <= 3 && /^"""/ { said = 1 }
        FNR == 3 && !said { print FILENAME ":1: does not open with a docstring" }'
}

whitespace_is_clean() {
    text_files | xargs -r grep -nE '[[:space:]]$' /dev/null | sed 's,$,   <- space at the end of a line,'
    text_files | grep -vE '\.scd$|/rules$' | xargs -r grep -n "$(printf '\t')" /dev/null |
        sed 's,$,   <- a tab,'
    text_files | xargs -r perl -ne 'print "$ARGV: no newline at its end\n" if eof && !/\n\z/'
}

code_is_formatted() {
    c_files | xargs -r clang-format --style=file --dry-run 2>&1 | grep -E '^[^ ].*: (warning|error): ' |
        awk -F: '!seen[$1]++ { print $1 ":" $2 ": not formatted; run ./dev fmt" }'
}

todos_have_an_issue() {
    text_files | xargs -r grep -nE '(^|[^A-Za-z])(TOD[O]|FIXM[E]|XX[X])([^A-Za-z]|$)' /dev/null | grep -vE '\(#[0-9]+\)' |
        sed 's,$,   <- name its issue: (#N),'
}

# Functions without a bound, with hidden state, or with the user's locale in them; comments and strings do not count.
no_banned_functions() {
    c_files | grep -E '^(src|bench|fuzz)/' | xargs -r awk '
        BEGIN {
            banned = "(strcpy|strcat|sprintf|vsprintf|gets|atoi|atol|atoll|atof|strtok|rand|srand|random|srandom|drand48|" \
                "system|popen|mktemp|tmpnam|tempnam|asctime|ctime|localtime|gmtime|alloca|scanf|sscanf|fscanf)"
            call = "(^|[^A-Za-z0-9_])" banned "[ ]*\\("
            own_assert = "(^|[^A-Za-z0-9_])assert[ ]*\\("
            token = "\"([^\"\\\\]|\\\\.)*\"|\x27([^\x27\\\\]|\\\\.)*\x27|/\\*|//"
        }
        FNR == 1 { within = 0 }
        {
            line = $0; code = ""
            while (line != "") {
                if (within) {
                    end = index(line, "*/")
                    if (!end) break
                    line = substr(line, end + 2); within = 0
                    continue
                }
                if (!match(line, token)) { code = code line; break }
                code = code substr(line, 1, RSTART - 1) " "
                mark = substr(line, RSTART, 2)
                line = substr(line, RSTART + RLENGTH)
                if (mark == "//") break
                if (mark == "/*") within = 1
            }
            if (code ~ call) print FILENAME ":" FNR ": banned: " $0
            if (FILENAME ~ /^src\// && code ~ own_assert) print FILENAME ":" FNR ": use TCT_ASSERT: " $0
        }'
}

scripts_are_clean() {
    scripts | xargs -r shellcheck -x -S warning -f gcc 2>&1
}

# Meson's own reading of TAP takes cmocka's 'not ok # SKIP' for a failure (tools/count-tests reads it right).
tests_are_judged_by_exit_code() {
    text_files | grep '/meson\.build$' | xargs -r grep -nE "protocol: *'tap'" /dev/null
}

# A new command cannot be forgotten: ways_out.txt says who decides what leaves by it.
ways_out_are_decided() {
    find src/app -name 'cmd_*.c' 2>/dev/null | sort | while read -r file; do
        way=$(basename "$file" .c)
        class=$(awk -v way="${way#cmd_}" '$1 == way { print $2 }' "$here/ways_out.txt")
        case $class in
        none | mission | signed) ;;
        decided) grep -qE '"(incident_viewer|case_reading)\.h"' "$file" || echo "$file:1: shows without asking what may be seen" ;;
        *) echo "$file:1: ways_out.txt does not say who decides what leaves by it" ;;
        esac
    done
}

rules=${*:-$all_rules}
# shellcheck disable=SC2086
set -- $rules
echo "1..$#"
for rule in "$@"; do
    found=$($rule)
    remarks=$(printf '%s\n' "$found" | grep '^# ')
    [ -z "$remarks" ] || printf '%s\n' "$remarks" | head -n 60
    check_none "$rule" "$(printf '%s' "$found" | grep -v '^# ')"
done
finish
