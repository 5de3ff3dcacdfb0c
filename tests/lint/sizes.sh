#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# sizes.sh [--self-test]: no file above 400 lines, no function above 80: what does not fit a head is split.
# Also of the tests and scripts. --self-test plants both and wants them to be found.
# Trusts that a function begins and ends in the first column, which clang-format sees to.
set -euo pipefail

top=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/lint/lib.sh
. "$top/tests/lint/lib.sh"
most_of_file=400 most_of_function=80

functions_too_long() {
    awk -v most="$most_of_function" -v file="$2" '
        /^\{/ { begin = NR; name = before; sub(/\(.*/, "", name); sub(/.*[ *]/, "", name) }
        /^\}/ && begin { if (NR - begin + 2 > most) print file ": " name "() has " NR - begin + 2 " lines"; begin = 0 }
        /^[a-zA-Z].*\(/ { before = $0 }' "$1"
}

faults() {
    local file lines count=0
    while read -r file; do
        count=$((count + 1))
        lines=$(wc -l <"$1/$file")
        ((lines <= most_of_file)) || echo "$file has $lines lines"
        case $file in *.c) functions_too_long "$1/$file" "$file" ;; esac
    done < <(sources "$1" tests; cd "$1" && find tests demo packaging po -name '*.sh' -o -name '*.pl' 2>/dev/null)
    ((count >= 30)) || echo "only $count files were found"
}

lines_of() { local i; for ((i = 0; i < $1; i++)); do echo "	x($i);"; done; }
long_function() { { echo 'int long_one(void)'; echo '{'; lines_of "$1"; echo '}'; } >>policies/common_word.c; }
long_file() { lines_of 401 >>policies/common_word.c; }

self_test() {
    plant "a function of 81 lines" 'long_one\(\) has 81 lines' long_function 78
    plant "a file above 400 lines" 'common_word\.c has 4.. lines' long_file
    plant "nothing to measure" 'only . files' rm -rf "${rooms[@]}" tests
    copy_rooms
    (cd "$work/copy" && long_function 77)
    say "$(! faults "$work/copy" | grep -q long_one; echo $?)" "a function of 80 lines is none too long"
}

if [[ ${1-} == --self-test ]]; then
    self_test
else
    check "no file above $most_of_file lines, no function above $most_of_function"
fi
finish
