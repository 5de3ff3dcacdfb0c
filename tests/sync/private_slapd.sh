#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# private_slapd.sh: the slapd of tests/lib/private-slapd with the sample agency is what the sync tests and the
# demo take it for: reached by its socket alone, the caller its manager, a lock that takes effect.
# Trusts slapd. Never touches the machine's own directory server.
set -euo pipefail

top=$(cd "$(dirname "$0")/../.." && pwd)
slapd=$top/tests/lib/private-slapd
people=ou=people,dc=example,dc=org
passed=0 failed=0
work=$(mktemp -d)
trap '"$slapd" stop "$work/d"; rm -rf "$work"' EXIT

expect() {
    local what=$1
    shift
    if "$@" >"$work/out" 2>&1; then
        passed=$((passed + 1))
        echo "ok - $what"
    else
        failed=$((failed + 1))
        echo "not ok - $what"
        sed 's/^/# /' "$work/out"
    fi
}

count() { ldapsearch -LLLQY EXTERNAL -H "$uri" -b dc=example,dc=org "$1" dn | grep -c '^dn:'; }
bind_as() { ldapwhoami -x -e ppolicy -H "$uri" -D "uid=$1,$people" -w "$("$top/demo/make-organisation" password "$1")"; }
refused_for() { grep -q "$2" <<<"$(bind_as "$1" 2>&1)"; }
answers() { ldapwhoami -QY EXTERNAL -H "$uri"; }
is_silent() { ! answers; }
anonymous_sees() { ldapsearch -LLLx -H "$uri" -b "$people" 2>/dev/null | grep '^dn:'; }
anonymous_sees_none() { ! anonymous_sees; }

# The inodes of its sockets must not be in the kernel's tables of TCP.
sockets() { find "/proc/$pid/fd" -lname 'socket:*' -printf '%l\n' | tr -dc '0-9\n'; }
has_no_tcp() { [[ -n $(sockets) ]] && ! cat /proc/net/tcp /proc/net/tcp6 | grep -wFf <(sockets); }

lock() {
    ldapmodify -QY EXTERNAL -H "$uri" <<EOF
dn: uid=$1,$people
changetype: modify
replace: pwdAccountLockedTime
pwdAccountLockedTime: 000001010000Z
EOF
}

"$top/demo/make-organisation" ldif >"$work/organisation.ldif"
status=0
"$slapd" start "$work/d" "$work/organisation.ldif" >"$work/started" || status=$?
((status != 77)) || { echo "slapd is not to be found here"; exit 77; }
((status == 0)) || { echo "not ok - slapd starts"; exit 1; }
uri=$(cat "$work/d/uri")
pid=$(sed -n 's/^pid //p' "$work/started")
people_in_roster=$(($("$top/demo/make-organisation" roster | wc -l) - 1))

expect "the caller manages cn=config" ldapsearch -LLLQY EXTERNAL -H "$uri" -b cn=config -s base
expect "each person of the roster has one account" \
    test "$(count '(|(employeeType=staff)(employeeType=vendor))')" = "$people_in_roster"
expect "an anonymous client sees nobody" anonymous_sees_none
expect "slapd listens on no network port" has_no_tcp
expect "a right password binds" bind_as scchung
expect "a password of 91 days is expired" refused_for ywtien "Password expired"
expect "an account can be locked" lock scchung
expect "the lock takes effect" refused_for scchung "Account locked"
"$slapd" stop "$work/d"
expect "after stop it does not answer" is_silent
echo "$passed passed, $failed failed"
((failed == 0))
