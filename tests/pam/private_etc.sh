#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# private_etc.sh: tests/lib/private-etc gives real PAM modules an /etc of their own, and the machine keeps its
# own as it was. pam_unix alone: what the other tests of this directory stand on.
# Trusts pam_unix. Never writes outside its own temporary directory.
set -euo pipefail

top=$(cd "$(dirname "$0")/../.." && pwd)
login_as=${ACCTGUARD_BUILD:-$top/build}/tests/pam/login_as
account=scchung old=$("$top/demo/make-organisation" password "$account") new='violet kettle 31 Harbour'
passed=0 failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

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

# What may be read of what must not change; root reads all of it.
machine() { find /etc/passwd /etc/shadow /etc/group /etc/pam.d -type f -readable -exec sha256sum {} + | sort; }

# The status of each conversation goes to a file, because one private /etc holds them all.
conversations() {
    local phase answers
    while IFS='|' read -r phase answers; do
        # shellcheck disable=SC2086 # one word an answer
        printf '%b\n' "$answers" | "$login_as" --service private-test --phase "$phase" "$account" | tail -n 1
    done
}

[[ -x $login_as ]] || { echo "$login_as is not built"; exit 77; }
machine >"$work/before"
mkdir -p "$work/etc/pam.d"
"$top/demo/make-organisation" login "$work/etc" "$account"
printf '%s required pam_unix.so\n' auth account password session >"$work/etc/pam.d/private-test"
export -f conversations
export login_as account
status=0
printf '%s\n' "all|$old" "password|$new\n$new" "all|$old" "all|$new" |
    "$top/tests/lib/private-etc" "$work/etc" bash -c conversations >"$work/results" || status=$?
((status != 77)) || { echo "private namespaces are not allowed here"; exit 77; }
mapfile -t result <"$work/results"

expect "the right password is let in" test "${result[0]}" = "result: let in"
expect "a password is changed" test "${result[1]}" = "result: let in"
expect "the old one is refused then" grep -q 'PAM_AUTH_ERR' <<<"${result[2]}"
expect "the new one is let in" test "${result[3]}" = "result: let in"
machine >"$work/after"
expect "passwd, shadow, group and pam.d of the machine are as before" cmp "$work/before" "$work/after"
expect "the private copy is gone" test ! -e /etc/pam.d/private-test
expect "nothing of the machine's /run is seen inside" \
    "$top/tests/lib/private-etc" "$work/etc" test ! -e /run/systemd
expect "acctguard has directories of its own inside" \
    "$top/tests/lib/private-etc" "$work/etc" bash -c 'echo x >/var/lib/acctguard/x && echo x >/run/acctguard/x'
expect "the status of the command comes out" \
    bash -c '"$@"; test $? = 7' - "$top/tests/lib/private-etc" "$work/etc" bash -c 'exit 7'
echo "$passed passed, $failed failed"
((failed == 0))
