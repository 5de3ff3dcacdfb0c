#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# golden_pam.sh: the golden tables through a real PAM stack: libpam, our module alone (and pam_permit, which
# stores nothing), somebody who types. Candidates as new passwords, accounts in the account phase. Accounts
# are those of a private /etc; where the kernel allows none, they are left out.
# Trusts libpam and the build. Never touches the machine's /etc, and no password is stored.
set -euo pipefail

top=$(cd "$(dirname "$0")/../.." && pwd)
build=${ACCTGUARD_BUILD:-$top/build}
login_as=$build/tests/pam/login_as module=$build/.libs/pam_acctguard.so
[[ -x $login_as && -f $module && -x $build/tests/pam/make_snapshot ]] || { echo "$module is not built"; exit 77; }
# shellcheck source=tests/golden/lib.sh
. "$top/tests/golden/lib.sh"

# What the person reads of each rule: a few words of it, so that a sentence may be polished.
declare -A words=(
    [password_text]='control characters, is not UTF-8'
    [password_min_length]='characters: make it'
    [password_min_classes]='of the four kinds'
    [password_account_name]='contains your account name'
    [password_common_word]='common word dressed up'
    [account_departed]='closed because its owner has left'
    [account_disabled]='This account is disabled'
    [account_unknown]='not on record in the directory'
    [snapshot_doubt]='record of the accounts cannot be relied on'
    [password_first_login]='password is a temporary one'
    [password_max_age]='password is due for a change'
)

# The rules that are named in what libpam's user saw, in the order of $words' keys; "?" behind a warning.
rules_of() {
    local rule line found=()
    while read -r line; do
        for rule in "${!words[@]}"; do
            [[ $line == *"${words[$rule]}"* ]] || continue
            [[ $line != Warning:* ]] || rule+='?'
            found+=("$rule")
        done
    done < <(sed -n '/needs:$/,/^New password/!p' <<<"$1")
    sorted "${found[*]-}"
}
sorted() { tr ' ' '\n' <<<"${1#-}" | sort | paste -sd ' '; }

service() { mkdir -p "$root/pam.d" && printf '%s\n' "$@" >"$root/pam.d/golden"; }
login() { "$login_as" --confdir "$root/pam.d" --service golden "$@" || true; }
code_of() { tail -n 1 <<<"$1" | sed -E 's/^result: refused:.*\((PAM_[A-Z_]+)\)$/\1/; s/^result: //'; }

new_passwords() {
    local id clause policy account candidate characters verdict rules out want
    while IFS=$cell read -r id clause policy account candidate characters _ verdict rules; do
        # no keyboard types these, and libpam takes no more than 511 bytes
        [[ $candidate != *'\x0'[0a]* && $account != - && $characters -le 511 ]] || continue
        host "$policy"
        service "password requisite $module root=$root retry=1 enforce_for_root" "password required pam_permit.so"
        out=$({ bytes "$candidate"; echo; bytes "$candidate"; echo; } | login --phase password "$account")
        want='let in'
        [[ $verdict == ok ]] || want=PAM_AUTHTOK_ERR
        expect_same "password.tsv $id $clause" "$want $(sorted "$rules")" "$(code_of "$out") $(rules_of "$out")"
    done < <(cells password)
}

account_phase() {
    local id clause policy name way snapshot clock verdict rules out want where
    while IFS=$cell read -r id clause policy name _ way snapshot _ _ clock verdict rules; do
        [[ $clock == now ]] || continue
        host "$policy" "$snapshot"
        service "account required $module root=$root"
        where=(--tty ssh --rhost 192.0.2.7)
        [[ $way != console ]] || where=(--tty tty1)
        out=$(login --phase account "${where[@]}" "$name" </dev/null)
        case "$verdict $rules" in
        'let in '*) want='let in' ;;
        'change password '*) want=PAM_NEW_AUTHTOK_REQD ;;
        *account_departed* | *account_disabled*) want=PAM_ACCT_EXPIRED ;;
        *) want=PAM_PERM_DENIED ;;
        esac
        expect_same "account.tsv $id $clause" "$want $(sorted "$rules")" "$(code_of "$out") $(rules_of "$out")"
    done < <(cells account)
}

if [[ ${1-} == --inside ]]; then
    account_phase
else
    new_passwords
    inside_private_etc "$0"
fi
finish
