#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# golden_fresh.sh [--self-test]: the expected columns of each golden table are what its oracle says today, so
# that no row is ever "mended" by hand to please the code; every clause that a row cites exists; no id twice.
# --self-test tampers with a copy of each table and wants it to be found out.
# Trusts perl. Never writes to the checkout.
set -euo pipefail

top=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/lib/say.sh
. "$top/tests/lib/say.sh"

# Prints what is wrong with the table $2, whose oracle is $1.
faults() {
    local rows
    rows=$(grep -vc '^#' "$2" || true)
    ((rows >= 60)) || echo "only $rows rows"
    "$top/tests/oracle/$1_oracle.pl" <"$2" >"$work/oracle.tsv"
    diff "$2" "$work/oracle.tsv" | grep '^[<>]' | sed 's/^</table: /; s/^>/oracle:/' || true
    grep -v '^#' "$2" | cut -f 1 | sort | uniq -d | sed 's/^/twice: /'
    grep -v '^#' "$2" | cut -f 2 | sort -u | grep -vxFf <(grep -v '^#' "$top/tests/lint/clauses.txt") |
        sed 's/^/no clause: /' || true
}

check() {
    local found
    found=$(faults "$1" "$top/tests/golden/$1.tsv")
    [[ -z $found ]] || printf '# %s\n' "${found//$'\n'/$'\n'# }"
    say "$([[ -z $found ]]; echo $?)" "$1.tsv is what its oracle says ($(grep -vc '^#' "$top/tests/golden/$1.tsv") rows)"
}

# plant TABLE WHAT SED-SCRIPT WANTED: a copy with the fault must be found out, and for that reason.
plant() {
    local found
    sed -E "$3" "$top/tests/golden/$1.tsv" >"$work/planted.tsv"
    found=$(faults "$1" "$work/planted.tsv" | grep -E "$4" || true)
    say "$([[ -n $found ]]; echo $?)" "planted in $1.tsv: $2"
}

self_test() {
    plant password "a refusal made a pass" '/^p004/{s/refused\t.*/ok\t-/}' '^oracle:.*p004'
    plant password "a length made bytes" '/^p035/{s/\t6\t3\t/\t14\t3\t/}' '^table: .*p035'
    plant policy "an answer turned" '/^f027/{s/line 1/accepted/}' '^oracle:.*f027'
    plant account "a leaver let in" '/^a002/{s/refused/let in/}' '^oracle:.*a002'
    plant account "a row twice" '/^a003/p' '^twice: a003'
    plant account "a clause that is none" '/^a003/{s/EY-31/EY-310/}' '^no clause: EY-310'
    plant policy "no rows" '/^f/d' '^only 0 rows'
}

if [[ ${1-} == --self-test ]]; then
    self_test
else
    for table in password policy account; do
        check "$table"
    done
fi
echo "$passed passed, $failed failed"
((failed == 0))
