#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# broken_off.sh: apply is killed at each of its system calls that talk to the directory, and cut off at each
# operation before and after it is done; each time it is run again and ends where an undisturbed run ends (D86, C74).
# And somebody else edits the same entries all the while (C73).
# Trusts lib.sh. Without strace, or where it may not trace, the kills are left out, and it says so.
set -euo pipefail
# shellcheck source=tests/sync/lib.sh
. "$(dirname "$0")/lib.sh"
begin
skipped=0

ag sync plan --roster "$work/roster.csv" -o "$work/plan.json"
((status == 0)) || { cat "$work/out"; exit 1; }

# What the end must be: the leavers closed by every mark, nobody else touched, each mark once.
is_complete() {
    [[ $(closed_accounts) == "$leavers" && $(touched_accounts) == "$leavers" ]] || return
    [[ $(values ycchung objectClass | grep -c acctguardAccount) == 1 ]]
}
# At any time: an account is closed by every mark or by none.
is_whole() { [[ $(closed_accounts) == "$(touched_accounts)" ]]; }

# sweep WHAT FUNCTION: FUNCTION N breaks the run at its N-th point and fails, or succeeds when there is none left
sweep() {
    local what=$1 broken=0 bad=''
    while :; do
        reopen
        ! "$2" $((broken + 1)) || break
        broken=$((broken + 1))
        is_whole || bad+=" $broken(half)"
        ag sync apply "$work/plan.json"
        ((status == 0)) && is_complete || bad+=" $broken"
        ((broken < 500)) || break
    done
    is_complete || bad+=" last"
    if [[ -z $bad ]] && ((broken > 8 && broken < 500)); then
        ok "$what: $broken points, each converges"
    else
        not_ok "$what: $broken points, of which these do not converge:$bad"
    fi
}

cut_off() {                                         # FAULT N
    sync_conf "directory_uri = $1:$2:$uri"
    ag sync apply "$work/plan.json"
    sync_conf "directory_uri = $uri"
    ((status == 0))
}
before_operation() { cut_off fail "$1"; }
after_operation() { cut_off lost "$1"; }

kill_at() {                                         # CALLS N
    status=0
    # the subshell's own words about the kill go the way of all its words
    (
        strace -qq -f -o /dev/null -e trace="$1" -e inject="$1:signal=KILL:when=$2" \
            "$build/acctguard" --root "$work" sync apply "$work/plan.json"
        exit $?
    ) >/dev/null 2>&1 || status=$?
    ((status == 0))
}
killed_sending() { kill_at write,sendto "$1"; }
# What is read before the first change, the roster and all accounts, is only read: begin near its end.
killed_reading() { kill_at read,recvfrom $((reads_before + $1)); }
count_reads() {
    reopen
    strace -qq -f -o "$work/calls" -e trace=read,recvfrom \
        "$build/acctguard" --root "$work" sync apply "$work/plan.json" >/dev/null 2>&1 </dev/null || true
    reads_before=$(($(grep -c ' read(' "$work/calls") - 80))
    ((reads_before > 0)) || reads_before=0
}

sweep "C74 cut off before operation n" before_operation
sweep "C74 cut off after operation n, the answer lost" after_operation
if strace -qq -o /dev/null -e trace=none true 2>/dev/null; then
    sweep "D86 killed at the n-th call that writes" killed_sending
    count_reads
    sweep "D86 killed at each of the last calls that read" killed_reading
else
    echo "# strace is missing or may not trace here: the kills are left out"
    skipped=2
fi

# The shell of each leaver is changed by somebody else 25 times while apply runs over and over.
others_edit() {
    local i account
    for ((i = 1; i <= 25; i++)); do
        for account in $leavers; do
            printf 'dn: uid=%s,%s\nchangetype: modify\ndelete: loginShell\nloginShell: %s\n-\nadd: loginShell\nloginShell: %s\n\n' \
                "$account" "$people" "$( ((i == 1)) && echo /bin/bash || echo "/bin/s$((i - 1))")" "/bin/s$i"
        done
    done | modify
}
reopen
others_edit &
editor=$!
applied=0
while kill -0 "$editor" 2>/dev/null; do
    ag sync apply "$work/plan.json"
    ((status != 0)) || applied=$((applied + 1))
done
expect "C73 all of the other's edits went through" wait "$editor"
shells=$(for account in $leavers; do values "$account" loginShell; done | sort -u | xargs)
expect "C73 none of them was lost" test "$shells" = /bin/s25
ag sync apply "$work/plan.json"
expect "C73 and the leavers are closed ($applied runs meanwhile)" is_complete

# slapd is killed while apply stands between two accounts: a pipe that is full holds it up at its first line.
slapd_dies() {
    local pid filler
    reopen
    rm -f "$work/fifo"
    mkfifo "$work/fifo"
    exec 9<>"$work/fifo"
    dd if=/dev/zero of="$work/fifo" bs=4096 count=1000 oflag=nonblock conv=notrunc status=none 2>/dev/null || true
    "$build/acctguard" --root "$work" sync apply "$work/plan.json" >"$work/fifo" 2>"$work/err" 9<&- &
    pid=$!
    for ((filler = 0; filler < 200; filler++)); do
        [[ -z $(touched_accounts) ]] || break
        sleep 0.05
    done
    sleep 0.3
    kill -KILL "$(cat "$work/slapd/slapd.pid")"
    sleep 0.2
    timeout 10 cat <&9 9<&- | tr -d '\0' >"$work/said" &
    filler=$!
    status=0
    wait "$pid" || status=$?
    exec 9<&-
    wait "$filler" || true
    "$top/tests/lib/private-slapd" again "$work/slapd" >"$work/started"
}
slapd_dies
if ((status == 4)) && grep -qE '[1-9][0-9]* not reached' "$work/said" && grep -q 'cannot be reached' "$work/err"; then
    ok "D86 slapd dies between two accounts: exit 4, and who was not reached is told"
else
    not_ok "D86 slapd dies between two accounts (status $status)" "$(cat "$work/said" "$work/err")"
fi
expect "D86 then it is begun, not done" test "$(closed_accounts)" != "$leavers"
expect "D86 and each account is closed or not" is_whole
ag sync apply "$work/plan.json"
expect "D86 and the next run ends it" is_complete

# Two of us at once
reopen
for i in 1 2 3 4; do
    "$build/acctguard" --root "$work" sync apply "$work/plan.json" >"$work/out.$i" 2>&1 &
done
wait
expect "D87 four runs at once close each account once" is_complete
((skipped == 0)) || { conclude | sed "s/failed\$/failed, $skipped skipped/"; exit "${PIPESTATUS[0]}"; }
conclude
