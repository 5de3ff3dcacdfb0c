#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# format.sh [--self-test]: all C is as clang-format 14 writes it with the .clang-format at the top; other versions
# write otherwise, so they do not count. --self-test plants a badly indented line and wants it to be found.
# Trusts clang-format. Never writes to the checkout.
set -euo pipefail

top=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/lint/lib.sh
. "$top/tests/lint/lib.sh"

for format in clang-format-14 clang-format ''; do
    [[ -n $format ]] || { echo "clang-format 14 is not installed (Debian: clang-format-14)"; exit 77; }
    [[ $("$format" --version 2>/dev/null || true) != *'version 14.'* ]] || break
done

faults() {
    local files
    mapfile -t files < <(sources "$1" tests)
    ((${#files[@]} >= 30)) || { echo "only ${#files[@]} sources were found"; return; }
    cp "$top/.clang-format" "$work/" # for a copy, which has none above it
    (cd "$1" && "$format" --style=file --dry-run "${files[@]}" 2>&1 | grep -E 'warning:' | sort -t : -k 1,1 -u) || true
}

self_test() {
    plant "spaces for a tab" 'rule\.c' append policies/rule.c 'void f(void);   int  g;'
    plant "no sources" 'only . sources' rm -rf "${rooms[@]}" tests
}

if [[ ${1-} == --self-test ]]; then
    self_test
else
    check "all C is as clang-format writes it"
fi
finish
