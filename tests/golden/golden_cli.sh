#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# golden_cli.sh: the golden tables through the command: password check --batch, policy check, account explain,
# in words and with --json. Accounts are those of a private /etc; where the kernel allows none, they are
# left out. Trusts the build. Never writes to the checkout or the machine's /etc.
set -euo pipefail

top=$(cd "$(dirname "$0")/../.." && pwd)
build=${ACCTGUARD_BUILD:-$top/build}
acctguard=$build/acctguard
[[ -x $acctguard && -x $build/tests/pam/make_snapshot ]] || { echo "$acctguard is not built"; exit 77; }
# shellcheck source=tests/golden/lib.sh
. "$top/tests/golden/lib.sh"

# The findings of --json as the tables write them: the rules with a space between, "?" behind a warning.
findings() {
    tr -d ' \n' | grep -oE '"rule":"[a-z_]+","force":"[a-z]+"' |
        sed -E 's/"rule":"(.*)","force":"enforce"/\1/; s/"rule":"(.*)","force":.*/\1?/' | paste -sd ' ' || true
}
# Without the warnings; "-" is none.
enforced() { tr ' ' '\n' <<<"$1" | grep -vE '^-$|\?$' | paste -sd ' ' || true; }

check_passwords() {
    local id clause policy account candidate verdict rules got json user
    while IFS=$cell read -r id clause policy account candidate _ _ verdict rules; do
        [[ $candidate != *'\x0a'* ]] || continue # a line's end is no candidate's
        host "$policy"
        user=(--user "$account")
        [[ $account != - ]] || user=()
        got=$({ bytes "$candidate"; echo; } | "$acctguard" --root "$root" password check "${user[@]}" --batch) || true
        json=$({ bytes "$candidate"; echo; } | "$acctguard" --root "$root" password check "${user[@]}" --batch --json) || true
        [[ $rules != - ]] || rules=
        expect_same "password.tsv $id $clause" "$(echo "$verdict" "$(enforced "$rules")" | sed 's/ $//')|$rules" \
            "$got|$(findings <<<"$json")"
    done < <(cells password)
}

check_policies() {
    local id clause file answer status said want
    host default
    while IFS=$cell read -r id clause file answer _; do
        bytes "$file" >"$work/draft.conf"
        status=0
        said=$("$acctguard" --root "$root" policy check "$work/draft.conf" 2>&1) || status=$?
        case $answer in
        accepted) want='0 The policy is good.' ;;
        'line 0') want="1 acctguard: $work/draft.conf: " ;;
        *) want="1 acctguard: $work/draft.conf:${answer#line }: " ;;
        esac
        [[ "$status $said" != "$want"* ]] || said="${want#* }"
        expect_same "policy.tsv $id $clause" "$want" "$status $said"
    done < <(cells policy)
}

check_accounts() {
    local id clause policy name way snapshot clock verdict rules json got status=0 want
    while IFS=$cell read -r id clause policy name _ way snapshot _ _ clock verdict rules; do
        [[ $clock == now ]] || continue
        host "$policy" "$snapshot"
        status=0
        json=$("$acctguard" --root "$root" --json account explain "$name" \
            --service "$([[ $way == console ]] && echo login || echo sshd)" 2>/dev/null) || status=$?
        [[ $rules != - ]] || rules=
        want="$([[ $verdict == refused ]]; echo $((1 - $?))) $verdict|$rules"
        got="$status $(sed -nE 's/^  "verdict": "(.*)",$/\1/p' <<<"$json")|$(findings <<<"$json")"
        expect_same "account.tsv $id $clause" "$want" "$got"
    done < <(cells account)
}

if [[ ${1-} == --inside ]]; then
    check_accounts
else
    check_passwords
    check_policies
    inside_private_etc "$0"
fi
finish
