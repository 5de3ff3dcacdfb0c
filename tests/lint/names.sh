#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# names.sh [--self-test]: every clause that the sources, tests, profiles and manuals cite is in clauses.txt; no
# identifier of ours begins as those of libldap, liblber or libpam do, but for pam_sm_*; every case of the
# catalogue of attacks that must have a test (F122 to F126 and others) is named by one.
# --self-test plants faults and wants them to be found. Trusts lib.sh. Never writes to the checkout.
set -euo pipefail

top=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/lint/lib.sh
. "$top/tests/lint/lib.sh"

attacks=(F122 F123 F124 F125 F126 H137 H138 H140 H143 B48 A1 A20 A21)

clauses_that_are_none() {
    # golden_fresh.sh looks after the tables; it and the lints name faulty clauses on purpose
    (cd "$1" && grep -rnoE '\b(EPA|EY|KL|MOEA|BUR)-([0-9]|V)[0-9.]*[0-9a-z]?\b' "${rooms[@]}" tests man \
        --include='*.[ch]' --include='*.conf' --include='*.sh' --include='*.[1-8]' 2>/dev/null |
        grep -vE '^tests/(lint/|golden/golden_fresh)' | grep -vwFf <(grep -v '^#' "$top/tests/lint/clauses.txt") |
        sed 's/$/ (no clause)/') || true
}

foreign_prefixes() {
    local file
    while read -r file; do
        # at the beginning of a line is where a function or variable of ours is defined or declared
        code_of "$1/$file" | grep -nE '^(static |extern |const |struct |enum |union |unsigned |int |void |bool |char |size_t |[a-z_]+_t )+\**(ldap_|ber_|pam_)[a-z_]+' |
            grep -vE '\bpam_sm_[a-z_]+\(' | sed "s|^|$file:|; s|\$| (a library's prefix)|" || true
    done < <(sources "$1")
}

attacks_without_a_test() {
    local attack
    for attack in "${attacks[@]}"; do
        grep -rqE "(^|[^A-Za-z0-9])$attack([^0-9]|\$)" "$1/tests/unit" "$1/tests/pam" --include='test_*.c' --include='*.sh' 2>/dev/null ||
            echo "no test is named by $attack"
    done
}

faults() {
    clauses_that_are_none "$1"
    foreign_prefixes "$1"
    attacks_without_a_test "$1"
    (($(sources "$1" | wc -l) >= 30)) || echo "hardly any sources were found"
}

# in the copy only, every test that names it
forget() { grep -rl "$1" tests/unit tests/pam | xargs sed -i "s/$1/X1/g"; }

self_test() {
    plant "a clause that is none" 'EPA-8\.3\.6f' append policies/rule.c '/* EPA-8.3.6f */'
    plant "a clause of a document that has none such" 'KL-1\.2\.3' append stores/places.c '/* KL-1.2.3 */'
    plant "a function with libldap's prefix" 'ldap_mine' append ldap_sync/plan.c 'static int ldap_mine(void)'
    plant "a variable with libpam's prefix" 'pam_mine' append pam_module/auth.c 'static const char pam_mine[] = "";'
    plant "an attack without a test" 'no test is named by F124' forget F124
    plant "no sources" 'hardly any' rm -rf "${rooms[@]}"
}

if [[ ${1-} == --self-test ]]; then
    self_test
else
    check "clauses exist, prefixes are ours, attacks have tests that name them"
fi
finish
