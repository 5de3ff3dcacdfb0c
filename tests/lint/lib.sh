# shellcheck shell=bash disable=SC2034,SC2154 # $top comes from whoever sources this; $found goes to it
# SPDX-License-Identifier: BSD-3-Clause
#
# lib.sh: what the lints share. Each lint has a function faults DIR, which prints a line for each fault below
# DIR, a checkout (or a copy of the rooms with a fault planted by the self-test), and nothing if all is well.

rooms=(base policies stores pam_module ldap_sync cli)
# shellcheck source=tests/lib/say.sh
. "$top/tests/lib/say.sh"

# The C sources and headers below $1 in the rooms, and with "tests" those of the tests too.
sources() {
    local dir=$1 names=("${rooms[@]}")
    shift
    (cd "$dir" && find "${names[@]}" "$@" \( -name '*.c' -o -name '*.h' \) -type f 2>/dev/null | sort)
}

# Without comments and strings, so that words about a thing are not taken for it; lines stay where they are.
code_of() {
    perl -0777 -pe '
        s{("(?:[^"\\\n]|\\.)*"|\x27(?:[^\x27\\\n]|\\.)*\x27)|/\*.*?\*/|//[^\n]*}
         {defined $1 ? ($1 =~ /^"/ ? q("") : "0") : join "", map { $_ eq "\n" ? $_ : "" } split //, $&}gse' "$1"
}

# check WHAT: the checkout has no faults
check() {
    local found
    found=$(faults "$top")
    [[ -z $found ]] || printf '# %s\n' "${found//$'\n'/$'\n'# }"
    say "$([[ -z $found ]]; echo $?)" "$1"
}

# A copy of the rooms in $work/copy, for plant.
copy_rooms() {
    rm -rf "$work/copy"
    mkdir "$work/copy"
    (cd "$top" && tar -cf - "${rooms[@]}" tests) | tar -xf - -C "$work/copy"
}

# plant WHAT WANTED-ERE CMD...: the copy with what CMD does to it must be found out, and for that reason.
plant() {
    local what=$1 wanted=$2 found
    shift 2
    copy_rooms
    (cd "$work/copy" && "$@")
    found=$(faults "$work/copy" | grep -E -- "$wanted" || true)
    say "$([[ -n $found ]]; echo $?)" "planted: $what"
}
append() { printf '%s\n' "$2" >>"$1"; }

finish() {
    echo "$passed passed, $failed failed"
    ((failed == 0 && passed > 0))
}
