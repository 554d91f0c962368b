#!/bin/bash
# fmt [--check]   bring the C code into the form of .clang-format (or say what is not)
need test
mapfile -t files < <(find src tests fuzz bench train -name '*.[ch]' 2>/dev/null | sort)
if [ "${1:-}" = --check ]; then
    clang-format --style=file --dry-run --Werror "${files[@]}"
else
    clang-format --style=file -i "${files[@]}"
fi
