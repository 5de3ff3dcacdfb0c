#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# leaver.sh: one leaver out of a real directory: plan, apply, read back; the right password no longer binds,
# nobody else is touched, and all of it again does nothing.
# Trusts lib.sh. What is expected comes from the table of the sample agency and from ldapsearch.
set -euo pipefail
# shellcheck source=tests/sync/lib.sh
. "$(dirname "$0")/lib.sh"
begin

before=$(dump)
expect "a leaver can bind before" is_let_in ycchung
before_count=$(grep -c '^dn: uid=' <<<"$before")
# the bind above left its time in the entry
before=$(dump)

expect_run "plan lists the leavers" 0 "To be disabled: $(wc -w <<<"$leavers") of $before_count accounts" \
    sync plan --roster "$work/roster.csv" -o "$work/plan.json"
for account in $leavers; do
    expect "plan names $account, the roster's line and the clause" \
        grep -qE "^  $account .*departed 20[0-9-]+ +[0-9]+ +EY-31, EPA-3.1.5" "$work/out"
done
line=$(grep -n '^0146,' "$work/roster.csv" | cut -d: -f1)
expect "the line is the roster's" grep -qE "^  ycchung .* $line +EY-31" "$work/out"
expect "who is on leave is listed and left alone" grep -qE 'on leave.*: pyting' "$work/out"
expect_same "plan changes nothing" "$before"
expect "the plan is its owner's alone" test "$(stat -c %a "$work/plan.json")" = 600

expect_run "apply disables them" 0 "^$(wc -w <<<"$leavers") disabled and read back, 0 already" sync apply "$work/plan.json"
expect "apply says that the lock takes effect" ag_says 'The lock takes effect'
expect "the leavers are closed by every mark, and they alone" test "$(closed_accounts)" = "$leavers"
expect "no other account was touched" test "$(touched_accounts)" = "$leavers"
for account in $leavers; do
    expect "$account with the right password is refused" is_locked_out "$account"
done
expect "who stays is let in" is_let_in scchung

after=$(dump)
expect_run "apply again says that it is done already" 0 "^0 disabled and read back, $(wc -w <<<"$leavers") already" \
    sync apply "$work/plan.json"
expect_same "apply again changes nothing" "$after"
expect_run "plan again has nothing to do" 0 'Nothing to do' sync plan --roster "$work/roster.csv"

expect_run "the snapshot counts them as departed" 0 \
    "$before_count accounts, $((before_count - $(wc -w <<<"$leavers"))) active, 0 disabled, $(wc -w <<<"$leavers") departed" \
    sync snapshot
expect "the snapshot is root's alone" test "$(stat -c %a "$state/snapshot.cdb")" = 600

# slapd takes no notice of pwdAccountLockedTime then; pwdEndTime must do
reopen
modify <<X
dn: cn=default,ou=policies,$base
changetype: modify
replace: pwdLockout
pwdLockout: FALSE
X
expect "all are open again" is_let_in ycchung
expect_run "a policy without pwdLockout is told" 0 'has not pwdLockout TRUE' sync apply "$work/plan.json"
expect "even so a leaver is refused" is_locked_out ycchung

# what an administrator set before is replaced by name
reopen
modify <<X
dn: uid=ycchung,$people
changetype: modify
add: pwdEndTime
pwdEndTime: 20991231000000Z
-
add: shadowExpire
shadowExpire: 40000
-
add: acctguardState
acctguardState: active
-
add: pwdAccountLockedTime
pwdAccountLockedTime: 20200101000000Z
X
expect_run "an end that was set for later is brought forward" 0 '^4 disabled' sync apply "$work/plan.json"
expect "all marks stand" test "$(closed_accounts)" = "$leavers"

reopen
sync_conf "directory_uri = $uri" 'state_attribute = none'
expect_run "a site without our state attribute" 0 '^4 disabled' sync apply "$work/plan.json"
expect "the state is not written" test -z "$(values ycchung acctguardState)"
expect "and the leaver is refused" is_locked_out ycchung

# A plan of somebody who knows how its digest is made: the roster, not the plan, says who has left (D103).
forge() {                                           # NAME OF AN ACCOUNT WHOSE PERSON IS STILL HERE
    local rest
    rest=$(jq -cSa --arg name "$1" --arg id "$(values "$1" employeeNumber)" --arg uuid "$(values "$1" entryUUID)" \
        --arg dn "uid=$1,$people" 'del(.digest) | .accounts = 90000 | .open_accounts = 90000 |
        .changes[0] += {account: $name, id: $id, entry_uuid: $uuid, dn: $dn}' "$work/plan.json")
    jq --arg digest "$(printf %s "$rest" | sed -E 's/\\u([0-9a-f]{4})/\\u\U\1/g' | b2sum -l 128 | cut -d' ' -f1)" '.digest = $digest' <<<"$rest" \
        >"$work/forged.json"
    chmod 600 "$work/forged.json"
}
if command -v jq >/dev/null; then
    sync_conf "directory_uri = $uri"
    reopen
    forge scchung
    expect_run "D103 a forged plan is refused by the roster" 3 'does not say that .* has departed' \
        sync apply "$work/forged.json"
    expect "D103 and nobody was disabled by it" test -z "$(touched_accounts)"
fi
conclude
