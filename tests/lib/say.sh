# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
#
# say.sh - sourced by tests: counts "ok - ..." and "not ok - ..." lines in $passed and $failed, and gives a
# directory of the test's own in $work, which goes when the test ends. Writes nowhere else.

# shellcheck disable=SC2034 # the counts are for the script that sources this
passed=0 failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# say STATUS WHAT
say() {
    if (($1 == 0)); then
        passed=$((passed + 1))
        echo "ok - $2"
    else
        failed=$((failed + 1))
        echo "not ok - $2"
    fi
}
