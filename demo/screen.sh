# shellcheck shell=bash disable=SC2034 # the names are for demo/run and demo/log-in
# SPDX-License-Identifier: BSD-3-Clause
#
# screen.sh: how the demo talks to the person who watches, and who plays in it. Sourced by demo/run and
# demo/log-in. Pauses and bold type are for a terminal only, so that a log stays plain and quick.

leaver=ycchung stayer=scchung overdue=ywtien

bold='' plain='' watched=0
if [[ -t 1 ]]; then
    bold=$'\e[1m' plain=$'\e[0m' watched=1
fi

pause() { ((watched == 0)) || sleep "$1"; }

act() {
    printf '\n%s━━ %d/4  %s · %s%s\n\n' "$bold" "$1" "$2" "$3" "$plain"
}

# One argument a line, with an empty line after the last.
say() {
    printf '%s\n' "$@" ''
}
