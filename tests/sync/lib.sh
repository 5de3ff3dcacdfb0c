# shellcheck shell=bash disable=SC2034 # $people and $status are for the scripts that source this
# SPDX-License-Identifier: BSD-3-Clause
#
# lib.sh - sourced by the sync tests: the built acctguard, a private slapd with the sample agency, and what is
# said of them. A test prints "ok - ..." and "not ok - ..." lines, then "N passed, N failed".
# Trusts the build and slapd. Lives in one directory below $TMPDIR, which goes away; touches nothing else.
set -euo pipefail

export LC_ALL=C.UTF-8
umask 022
top=${ACCTGUARD_TOP:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}
build=${ACCTGUARD_BUILD:-$top/build}
base=dc=example,dc=org
people=ou=people,$base
passed=0 failed=0

ok() { passed=$((passed + 1)); echo "ok - $1"; }
not_ok() {                                          # WHAT [OUTPUT]
    failed=$((failed + 1))
    echo "not ok - $1"
    [[ -z ${2:-} ]] || printf '#   %s\n' "${2//$'\n'/$'\n#   '}"
}
expect() {                                          # WHAT CMD...
    local what=$1 out
    shift
    if out=$("$@" 2>&1); then ok "$what"; else not_ok "$what" "$out"; fi
}
conclude() {
    trap - EXIT
    "$top/tests/lib/private-slapd" stop "$work/slapd"
    rm -rf "$work"
    echo "$passed passed, $failed failed"
    ((passed > 0 && failed == 0))
}

# Where this build looks for its files: whatever its configure was told.
places() {
    local prefix sysconfdir localstatedir
    eval "$(sed -nE 's/^(prefix) = (.*)/\1="\2"/p' "$build/Makefile")"
    eval "$(sed -nE 's/^(sysconfdir|localstatedir) = (.*)/\1="\2"/p' "$build/Makefile")"
    etc=$work$sysconfdir/acctguard state=$work$localstatedir/lib/acctguard
    mkdir -p "$etc" "$(dirname "$state")"
}

# The agency as HR and the directory see it, today.
begin() {
    local started=0
    [[ -x $build/acctguard ]] || { echo "$build/acctguard is not built"; exit 1; }
    work=$(mktemp -d "${TMPDIR:-/tmp}/ag-sync.XXXXXX")
    trap '"$top/tests/lib/private-slapd" stop "$work/slapd"; rm -rf "$work"' EXIT
    places
    "$top/demo/make-organisation" ldif --class >"$work/organisation.ldif"
    "$top/demo/make-organisation" roster >"$work/roster.csv"
    "$top/tests/lib/private-slapd" start "$work/slapd" "$work/organisation.ldif" >"$work/started" || started=$?
    if ((started == 77)); then
        rm -rf "$work"
        trap - EXIT
        echo "slapd is not to be found here; ./quickstart test unpacks one"
        exit 77
    fi
    ((started == 0)) || { cat "$work/started"; exit 1; }
    uri=$(cat "$work/slapd/uri")
    sync_conf "directory_uri = $uri"
}

# Writes sync.conf: the lines given, and where the accounts are.
sync_conf() { printf '%s\n' "$@" "directory_base = $base" >"$etc/sync.conf"; }

# Runs acctguard; its output goes to $work/out and its exit status to $status.
ag() {
    status=0
    "$build/acctguard" --root "$work" "$@" >"$work/out" 2>&1 </dev/null || status=$?
}
ag_says() { grep -qE -- "$1" "$work/out"; }

# expect_run WHAT STATUS WORDS ARGUMENT...: both must fit.
expect_run() {
    local what=$1 want=$2 words=$3
    shift 3
    ag "$@"
    if ((status == want)) && ag_says "$words"; then
        ok "$what"
    else
        not_ok "$what (status $status, not $want; or not \"$words\")" "$(cat "$work/out")"
    fi
}

# Everything that the directory has, operational attributes and all.
dump() { ldapsearch -QLLLY EXTERNAL -H "$uri" -o ldif-wrap=no -b "$base" '*' '+'; }
expect_same() {                                     # WHAT BEFORE: the directory is still what it was
    if [[ $(dump) == "$2" ]]; then ok "$1"; else not_ok "$1" "$(diff <(echo "$2") <(dump))"; fi
}

modify() { ldapmodify -QY EXTERNAL -H "$uri" >/dev/null; }
values() { ldapsearch -QLLLY EXTERNAL -H "$uri" -o ldif-wrap=no -b "$people" "uid=$1" "$2" | sed -n "s/^$2: //p"; }
bind_as() {
    ldapwhoami -x -e ppolicy -H "$uri" -D "uid=$1,$people" \
        -w "$("$top/demo/make-organisation" password "$1")" 2>&1
}
is_let_in() { bind_as "$1"; }
is_locked_out() { grep -q 'Invalid credentials (49)' <<<"$(bind_as "$1")"; }

# Which accounts have every mark of a closed one, in one line.
closed_accounts() {
    ldapsearch -QLLLY EXTERNAL -H "$uri" -b "$base" \
        '(&(pwdAccountLockedTime=000001010000Z)(pwdEndTime=*)(shadowExpire=1)(acctguardState=departed))' uid |
        sed -n 's/^uid: //p' | sort | xargs
}
# The other way round: which have any of them.
touched_accounts() {
    ldapsearch -QLLLY EXTERNAL -H "$uri" -b "$base" \
        '(|(pwdAccountLockedTime=*)(pwdEndTime=*)(shadowExpire=*)(acctguardState=*))' uid |
        sed -n 's/^uid: //p' | sort | xargs
}
# Opens them all again: takes away every mark that there is.
reopen() {
    ldapsearch -QLLLY EXTERNAL -H "$uri" -o ldif-wrap=no -b "$base" \
        '(|(pwdAccountLockedTime=*)(pwdEndTime=*)(shadowExpire=*)(acctguardState=*))' \
        pwdAccountLockedTime pwdEndTime shadowExpire acctguardState |
        sed -nE 's/^(dn: .*)/\n\1\nchangetype: modify/p; s/^([a-zA-Z]+): [^,]*$/delete: \1\n-/p' | modify
}

# The accounts of those whom the table of the sample agency calls departed: not by what acctguard says.
leavers=$(awk -F, '$11 == "departed" { gone[$1] } { id[$2] = $1 }
    END { for (a in id) if (id[a] in gone) print a }' "$top/demo/organisation.csv" | sort | xargs)
