#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# man_rules.sh [--self-test]: what acctguard-policy.conf(5) says of each rule (what it does, its range, its
# value unless set, its clauses) is what "acctguard policy explain --json" says, rule for rule.
# --self-test plants faults into a copy of the page and wants each to be found.
# Trusts the acctguard that was built. Never writes to the checkout.
set -euo pipefail

top=$(cd "$(dirname "$0")/../.." && pwd)
acctguard=${ACCTGUARD_BUILD:-$top/build}/acctguard
page=$top/man/acctguard-policy.conf.5
# shellcheck source=tests/lib/say.sh
. "$top/tests/lib/say.sh"

# The table's side, one rule a line: key, tab, what the page has to say. The JSON has one member a line.
from_table() {
    LC_ALL=C "$acctguard" policy explain --json | awk '
        { line = $0; sub(/^ */, "", line); sub(/,$/, "", line) }
        match(line, /^"[a-z_]+": /) {
            key = substr(line, 2, RLENGTH - 4)
            value = substr(line, RLENGTH + 1)
            gsub(/^"|"$/, "", value)
            rule[key] = value
        }
        line == "}" {
            split("enforce warn log", force, " ")
            if (rule["kind"] == "always") may = "none, the clause leaves no choice"
            if (rule["kind"] == "switch") may = "enforce, warn or log; unless set " force[rule["default"] + 1]
            if (rule["kind"] == "number") may = rule["least"] " to " rule["most"] " " rule["unit"] "; unless set " rule["default"]
            if (rule["kind"] == "names") may = "up to 16 account names with spaces between; unless set none"
            text = rule["about"] " Value: " may ". Clause: " rule["clause"] "."
            if (rule["limit_clause"] != "null") text = text " Limit: " rule["limit_clause"] "."
            print rule["rule"] "\t" text
            delete rule
        }'
}

# The page's side: the first paragraph below each ".It Cm KEY" of the section RULES that names a value.
from_page() {
    awk '
        function flush() { if (key != "" && text ~ / Value: /) print key "\t" substr(text, 2); key = text = "" }
        /^\.Sh /    { flush(); inside = $2 == "RULES"; next }
        !inside     { next }
        /^\.It Cm / { flush(); key = $3; reading = 1; next }
        /^\.Pp/     { reading = 0; next }
        /^\.(El|Ss)/ { flush(); next }
        /^\./       { next }
        reading     { text = text " " $0 }
        END         { flush() }' "$1"
}

compare() {
    from_page "$1" | LC_ALL=C sort >"$work/page"
    diff -U 0 "$work/table" "$work/page" | grep '^[-+][^-+]' || true
}

# plant WHAT SED-SCRIPT: a page with the fault must differ.
plant() {
    sed -E "$2" "$page" >"$work/planted.5"
    say "$([[ -n $(compare "$work/planted.5") ]]; echo $?)" "planted: $1"
}

self_test() {
    plant "another range" 's/^Value: 8 to 128 characters/Value: 6 to 128 characters/'
    plant "another value unless set" 's/unless set 90/unless set 180/'
    plant "another clause" 's/^Clause: EPA-8\.3\.1, KL-4\.6/Clause: EPA-8.3.1/'
    plant "no limit" '/^Limit: EY-32/d'
    plant "a rule that is not there" 's/^\.It Cm snapshot_max_age/.It Cm snapshot_age/'
    plant "other words" 's/^A disabled account lets nobody in/A disabled account lets somebody in/'
}

[[ -x $acctguard ]] || { echo "$acctguard is not built"; exit 77; }
from_table | LC_ALL=C sort >"$work/table"
(($(wc -l <"$work/table") > 10)) || { echo "not ok - \"acctguard policy explain --json\" lists no rules"; exit 1; }
if [[ ${1-} == --self-test ]]; then
    self_test
else
    differences=$(compare "$page")
    [[ -z $differences ]] || printf '# %s\n' "${differences//$'\n'/$'\n'# }" "(-: the table, +: the page)"
    say "$([[ -z $differences ]]; echo $?)" "acctguard-policy.conf(5) and the table say the same of $(wc -l <"$work/table") rules"
fi
echo "$passed passed, $failed failed"
((failed == 0))
