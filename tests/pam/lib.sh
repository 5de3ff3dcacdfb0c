# shellcheck shell=bash disable=SC2034,SC2154 # $top and $build come from whoever sources this, $wrong goes there
# SPDX-License-Identifier: BSD-3-Clause
#
# lib.sh: what the tests of the module share: a host of six people below $root, their passwd and shadow in
# $work/etc for private-etc, PAM files in $confdir, and login_as. Sourced after $top and $build are set.
#
#   stay, gone (departed), off (disabled), old (password of 91 days), temp (temporary password), new (not on
#   record); all with the same right password

# shellcheck source=tests/golden/lib.sh
. "$top/tests/golden/lib.sh"
login_as=$build/tests/pam/login_as module=$build/.libs/pam_acctguard.so
right='violet-Kettle-31' wrong='violet-Kettle-32'
root=${PEOPLE:-$work/host} confdir=$work/pam.d

[[ -x $login_as && -f $module && -x $make_snapshot ]] || { echo "$module is not built"; exit 77; }

# An empty host with the shipped profiles; $etc, $state and so on are its places.
make_host() {
    mkdir -p "$root"
    # shellcheck disable=SC1090
    . <("$make_snapshot" --root "$root" --places)
    mkdir -p "$vendor/profiles" "$run" "$etc" "$state" "$confdir"
    cp "$top"/policies/profiles/*.conf "$vendor/profiles/"
    chmod 644 "$vendor"/profiles/*.conf
}

make_people() {
    local name uid=3000 hash today
    make_host
    "$make_snapshot" --root "$root" <<'PEOPLE'
stay 3001 active   0 10 E1
gone 3002 departed 0 10 E2
off  3003 disabled 0 10 E3
old  3004 active   0 -  E4
temp 3005 active   1 5  E5
PEOPLE
    today=$(($(date +%s) / 86400))
    hash=$(perl -e 'print crypt($ARGV[0], q($6$rounds=1000$acctguard$))' "$right")
    mkdir -p "$work/etc"
    echo 'root:x:0:0:root:/root:/bin/sh' >"$work/etc/passwd"
    echo 'root:x:0:' >"$work/etc/group"
    echo "root:*:$today:0:99999:7:::" >"$work/etc/shadow"
    for name in stay gone off old temp new; do
        uid=$((uid + 1))
        echo "$name:x:$uid:0::/:/bin/sh" >>"$work/etc/passwd"
        echo "$name:$hash:$((today - 10)):0:99999:7:::" >>"$work/etc/shadow"
    done
    sed -i -E "s/^(old:[^:]*):[0-9]*/\\1:$((today - 91))/; s/^(temp:[^:]*):[0-9]*/\\1:0/" "$work/etc/shadow"
    chmod 600 "$work/etc/shadow"
}

# stack LINE...: the PAM file of the service "t"; @ stands for our module with this host's root
stack() { printf '%s\n' "${@//@/$module root=$root}" >"$confdir/t"; }

# login PHASE USER ANSWER...: what the person saw, without the colour of the account's name
login() {
    local phase=$1 user=$2
    shift 2
    printf '%s\n' "$@" | "$login_as" --confdir "$confdir" --service t --phase "$phase" --tty ssh --rhost 192.0.2.7 "$user" || true
}

result() { tail -n 1 <<<"$1" | sed -E 's/^result: (refused:.*\()?//; s/\)$//'; }

# expect WHAT WANTED-RESULT OUTPUT [ERE that the output holds, or with a leading ! does not hold]
expect() {
    local what=$1 wanted=$2 out=$3 ere=${4-}
    if [[ $(result "$out") != "$wanted" ]]; then
        expect_same "$what" "$wanted" "$(result "$out")"
    elif [[ $ere == !* ]] && grep -qE -- "${ere#!}" <<<"$out"; then
        say 1 "$what (it says $ere)"
    elif [[ -n $ere && $ere != !* ]] && ! grep -qE -- "$ere" <<<"$out"; then
        say 1 "$what (it does not say: $ere)"
        printf '#   %s\n' "${out//$'\n'/$'\n#   '}"
    else
        say 0 "$what"
    fi
}

# Runs this script's --inside with the people's /etc.
inside() {
    local status=0
    PEOPLE=$root "$top/tests/lib/private-etc" "$work/etc" "$1" --inside >"$work/inside" 2>&1 || status=$?
    if ((status == 77)); then
        echo "# left out: $(tail -n 1 "$work/inside")"
        return 0
    fi
    grep -vE '^[0-9]+ passed' "$work/inside" || true
    passed=$((passed + $(grep -c '^ok - ' "$work/inside" || true)))
    failed=$((failed + $(grep -c '^not ok - ' "$work/inside" || true)))
    tail -n 1 "$work/inside" | grep -qE '^[0-9]+ passed' || say 1 "what runs in a private /etc did not come to its end"
}
