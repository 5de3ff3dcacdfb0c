#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# sweep.sh [--self-test]: A1, no error path lets anybody in. Every allocation of a login fails once, and from
# then on; every system call that reads something fails with each of some errors; whoever is refused in a
# clean run must be refused in each of these, and no run may die of a signal. The syscall sweep needs strace.
# --self-test sweeps a stack that fails open and wants that to be found.
# Trusts libpam and the build. Never touches the machine's /etc.
set -euo pipefail

top=$(cd "$(dirname "$0")/../.." && pwd)
build=${ACCTGUARD_BUILD:-$top/build}
# shellcheck source=tests/pam/lib.sh
. "$top/tests/pam/lib.sh"
fail_alloc=$build/tests/pam/.libs/fail_alloc.so
[[ -f $fail_alloc ]] || { echo "$fail_alloc is not built"; exit 77; }
syscalls=openat,read,pread64,newfstatat,fstat,readlinkat,faccessat,faccessat2,getdents64,lseek,getrandom,socket,connect,sendto,recvfrom,poll,clock_gettime,statx
errors=(EIO EMFILE)

# Says how a run that should have refused went wrong; nothing if it refused. Nobody is let in by a run that
# lasts (libpam tries pam_set_data() for hours when there is no memory at all), or that dies in the C library.
wrong() {
    local status=$1 out=$2
    if grep -qE 'died in .*pam_acctguard|stack smashing|(free|malloc|realloc)\(\)' <<<"$out"; then
        echo "died ($status)"
    elif grep -q '^result: let in' <<<"$out"; then
        echo "let in"
    fi
}

# run PHASE USER: answers are on standard input; ${with[@]} is what the program is started by
with=(env) limit_s=5 by=()
run() { "${by[@]}" timeout -s KILL "$limit_s" "${with[@]}" "$login_as" --confdir "$confdir" --service t --phase "$1" --tty ssh --rhost 192.0.2.7 "$2" 2>&1; }

# sweep_alloc WHAT PHASE USER ANSWERS ["on"]
sweep_alloc() {
    local what=$1 phase=$2 user=$3 answers=$4 mode=${5-} n count out status bad='' with limit_s=5
    mkdir -p "$work/counts"
    chmod 777 "$work/counts"
    rm -f "$work/counts/n"
    with=(env LD_PRELOAD="$fail_alloc" FAIL_ALLOC_COUNT="$work/counts/n")
    printf '%b' "$answers" | run "$phase" "$user" >/dev/null || true
    count=$(cat "$work/counts/n" 2>/dev/null || echo 0)
    ((count > 20)) || { say 1 "A1: $what: only $count allocations were seen"; return; }
    [[ -z $mode ]] || limit_s=0.5
    for ((n = 1; n <= count; n++)); do
        with=(env LD_PRELOAD="$fail_alloc" FAIL_ALLOC="$n" FAIL_ALLOC_ON="$mode")
        status=0
        out=$(printf '%b' "$answers" | run "$phase" "$user") || status=$?
        out=$(wrong "$status" "$out")
        [[ -z $out ]] || bad+=" $n: $out"
    done
    say "$([[ -z $bad ]]; echo $?)" "A1: $what: $count allocations fail${mode:+, each with all after it}${bad:+:$bad}"
}

# sweep_syscalls WHAT PHASE USER ANSWERS: strace counts each kind of call for itself
sweep_syscalls() {
    local what=$1 phase=$2 user=$3 answers=$4 n count call error out status runs=0 bad='' with
    with=(strace -f -qq -o "$work/trace" -e trace="$syscalls")
    printf '%b' "$answers" | run "$phase" "$user" >/dev/null || true
    while read -r count call; do
        for ((n = 1; n <= count; n++)); do
            for error in "${errors[@]}"; do
                with=(strace -f -qq -o "$work/fault" -e trace="$call" -e inject="$call:error=$error:when=$n")
                status=0
                out=$(printf '%b' "$answers" | run "$phase" "$user") || status=$?
                out=$(wrong "$status" "$out")
                runs=$((runs + 1))
                [[ -z $out ]] || bad+=$'\n'"#   $out: $(grep -m 1 INJECTED "$work/fault" || true)"
            done
        done
    done < <(sed -nE 's/^[0-9]+ +([a-z0-9_]+)\(.*/\1/p' "$work/trace" | sort | uniq -c)
    ((runs > 100)) || bad+=" only $runs runs"
    say "$([[ -z $bad ]]; echo $?)" "A1: $what: $runs faulty system calls$bad"
}

sweep_all() {
    local kind=$1
    shift
    stack 'account required @'
    "$kind" "account, departed" account gone '' "$@"
    "$kind" "account, not on record" account new '' "$@"
    "$kind" "account, password overdue" account old '' "$@"
    "$kind" "account, temporary password" account temp '' "$@"
    stack 'auth required @ nodelay' 'auth required pam_permit.so'
    "$kind" "auth, departed, right password" auth gone '' "$@"
}

if [[ ${1-} == --inside ]]; then
    mkdir -p "$confdir"
    if [[ -n ${SELF_TEST-} ]]; then
        # what passes over the failure of the module lets in: each sweep must say so
        stack 'account [default=ignore auth_err=ignore acct_expired=die] @' 'account required pam_permit.so'
        sweep_alloc "planted" account gone ''
        sweep_syscalls "planted" account gone ''
    else
        sweep_all sweep_alloc
        stack 'account required @'
        sweep_alloc "account, departed" account gone '' on
        if strace -o /dev/null true 2>/dev/null; then
            sweep_all sweep_syscalls
        else
            echo "# the system call sweep is left out: strace is missing or not allowed here"
        fi
    fi
else
    ! readelf -W --dyn-syms "$module" | grep -q __asan_ || { echo "a sanitised build has an allocator of its own"; exit 77; }
    make_people
    if [[ ${1-} == --self-test ]]; then
        export SELF_TEST=1
        inside "$0" >"$work/planted"
        passed=$(grep -c '^not ok - A1: planted' "$work/planted" || true) failed=0
        status=$((passed != 2)) passed=0
        say "$status" "both sweeps see a stack that fails open"
    else
        inside "$0"
        # not as root: where libpam has no memory for a module's options, enforce_for_root is one of them
        ((EUID != 0)) || by=(setpriv --reuid 65534 --regid 65534 --clear-groups)
        stack 'password requisite @ retry=1' 'password required pam_permit.so'
        sweep_alloc "password, too short" password stay 'short\nshort\n'
    fi
fi
finish
