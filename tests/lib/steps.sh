# shellcheck shell=bash disable=SC2154 # $top and $build come from whoever sources this
# SPDX-License-Identifier: BSD-3-Clause
#
# steps.sh: what quickstart, tests/run-all and .ci/run share: one line on the terminal for each step, its
# output in a log, the end of that log when it fails. Sourced after $top and $build are set. Trusts its
# callers. What builds runs as the checkout's owner by as_owner, so that after "sudo ./quickstart" the owner
# can go on without root.

checkout_owner=$(stat -c %u "$top")

as_owner() {
    if ((EUID != 0 || checkout_owner == 0)); then
        "$@"
    else
        setpriv --reuid "$checkout_owner" --regid "$(stat -c %g "$top")" --clear-groups --inh-caps=-all \
            env HOME="$build" "$@"
    fi
}

# Counts seconds behind the label, on a terminal only.
tick() {
    local label=$1 began=$SECONDS
    while sleep 1; do
        printf '\r  %s … %d s ' "$label" $((SECONDS - began))
    done
}

# step LABEL LOG CMD...: CMD may be a function of the caller's; it runs under set -e.
# Returns its status: 0, or after showing the end of the log.
step() {
    local label=$1 log=$build/$2 began=$SECONDS ticker='' status=0
    shift 2
    as_owner mkdir -p "$build"
    rm -f "$log"
    printf '  %s …' "$label"
    if [[ -t 1 ]]; then
        tick "$label" &
        ticker=$!
    fi
    set +e
    (set -e; "$@") >"$log" 2>&1 </dev/null
    status=$?
    set -e
    if [[ -n $ticker ]]; then
        kill "$ticker"
        wait "$ticker" 2>/dev/null || true
        printf '\r  %s …' "$label"
    fi
    if ((status == 0)); then
        printf ' done (%d s)\n' $((SECONDS - began))
    else
        printf ' FAILED\n\n'
        tail -n 25 "$log" | sed 's/^/    /'
        printf '\n  "%s" ended with status %d. All it said is in %s\n' "$label" "$status" "$log"
    fi
    return "$status"
}

# Prints "PASSED FAILED SKIPPED" of a log that ends in "N passed, N failed[, N skipped]", or nothing.
summary_of() {
    sed -nE 's/^([0-9]+) passed, ([0-9]+) failed(, ([0-9]+) skipped)?.*$/\1 \2 0\4/p' "$1" | tail -n 1
}
