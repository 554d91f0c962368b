#!/bin/sh
# Compiles one header alone; part of check.sh, which sets `flags` (other libraries) and `here`.
#
# usage: header.sh src/FLOOR/.../NAME.h
set -u
file=$1
floor=$(echo "$file" | cut -d/ -f2)
includes=
for name in $(awk -v floor="$floor" '$1 == floor ":" { $1 = floor; print }' "${here:?}/floors.txt"); do
    includes="$includes -Isrc/$name/include"
done
case $file in
*/include/tacet/*) macros= ;;
*) macros="-D_GNU_SOURCE -Isrc/$floor" ;;
esac
# shellcheck disable=SC2086
echo "#include \"$(pwd)/$file\"" |
    ${CC:-cc} -std=c17 -Wall -Wextra -Wstrict-prototypes -Werror -fsyntax-only $macros $includes ${flags-} -x c - 2>&1 |
    grep -E 'error|warning' | sed "s,^,$file: does not stand alone: ," | head -n 3
exit 0
