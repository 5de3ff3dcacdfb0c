# shellcheck shell=bash disable=SC2154 # $top and $build come from whoever sources this
# SPDX-License-Identifier: BSD-3-Clause
#
# lib.sh: what the runners of the golden tables share (golden_cli.sh, pam/golden_pam.sh): one little host
# below $work for each policy and snapshot that a row wants, and an /etc with the rows' accounts. Sourced
# after $top and $build are set. Trusts the tables.

golden=$top/tests/golden
make_snapshot=$build/tests/pam/make_snapshot
# shellcheck source=tests/lib/say.sh
. "$top/tests/lib/say.sh"
chmod 755 "$work"
umask 022
export LC_ALL=C

# expect_same WHAT EXPECTED GOT
expect_same() {
    if [[ $2 == "$3" ]]; then
        say 0 "$1"
    else
        say 1 "$1"
        printf '#   expected: %q\n#   got:      %q\n' "$2" "$3"
    fi
}

rows() { grep -v '^#' "$golden/$1.tsv"; }
# The same for read with IFS=$cell: tabs in a row would count as one, and an empty cell be lost.
cells() { rows "$1" | tr '\t' "$cell"; }
cell=$'\037'

# A row's bytes to standard output; \xNN and \n are the only escapes that the tables use.
bytes() { printf '%b' "$1"; }

# Sets $root to a host with this policy, whose snapshot is as the column says ("" for none wanted).
host() {
    local policy=$1 snapshot=${2:-missing} vendor run etc state
    root=$work/host-$policy-$snapshot
    [[ ! -d $root ]] || return 0
    mkdir "$root"
    # prints vendor=, run=, etc= and state=, where this build keeps them
    # shellcheck disable=SC1090
    . <("$make_snapshot" --root "$root" --places)
    mkdir -p "$vendor/profiles" "$run" "$etc" "$state"
    cp "$top"/policies/profiles/*.conf "$vendor/profiles/"
    cp "$golden/policies/$policy.conf" "$etc/policy.conf"
    chmod 644 "$vendor"/profiles/*.conf "$etc/policy.conf"
    case $snapshot in
    missing) ;;
    damaged) echo rubbish >"$state/snapshot.cdb" ;;
    *) records "$policy" "$snapshot" | "$make_snapshot" --root "$root" --age $((${snapshot%h} * 3600)) ;;
    esac
}

# What the directory knows in the rows with this policy and snapshot.
records() {
    rows account | awk -F '\t' -v policy="$1" -v snapshot="$2" '
        $3 == policy && $7 == snapshot && $8 != "-" {
            split($8, word, " ")
            temporary = sub(/,temporary/, "", word[1])
            print $4, $5, word[1], temporary, word[2] == "nodate" ? "-" : word[2], "E" $5
        }' | sort -u
}

# passwd, shadow and group in $1 for all rows whose clock is now; days as of $2.
make_etc() {
    local name uid shadow field day hash=\$6\$salt\$hash
    mkdir -p "$1"
    echo 'root:x:0:0:root:/root:/bin/sh' >"$1/passwd"
    echo 'root:x:0:' >"$1/group"
    : >"$1/shadow"
    while IFS=$cell read -r name uid shadow; do
        field=x
        [[ $shadow != - ]] || field='*' # "x" would promise an entry in shadow
        [[ $name == root ]] || echo "$name:$field:$uid:100:$name:/:/bin/sh" >>"$1/passwd"
        case $shadow in
        -) continue ;;
        *age:*) day=$(($2 - ${shadow#*:})) ;;
        *day:*) day=${shadow#*:} ;;
        *) day=20000 ;;
        esac
        case $shadow in
        \!*:*) shadow="!$hash" ;;
        *:*) shadow=$hash ;;
        esac
        ((day >= 0)) || day=
        grep -q "^$name:" "$1/shadow" || echo "$name:$shadow:$day:0:99999:7:::" >>"$1/shadow"
    done < <(rows account | awk -F '\t' '$10 == "now" { print $4 "\037" $5 "\037" $9 }')
    chmod 600 "$1/shadow"
}

# Runs this script again in a private /etc as it is today; a second time if midnight came in between.
inside_private_etc() {
    local script=$1 today status
    for _ in 1 2; do
        today=$(($(date +%s) / 86400))
        rm -rf "${work:?}/etc"
        make_etc "$work/etc" "$today"
        status=0
        "$top/tests/lib/private-etc" "$work/etc" "$script" --inside >"$work/inside" 2>&1 || status=$?
        (($(date +%s) / 86400 != today)) || break
        echo "# midnight: again" >&2
    done
    if ((status == 77)); then
        echo "# left out: $(tail -n 1 "$work/inside")"
        return 0
    fi
    sed '$d' "$work/inside"
    passed=$((passed + $(grep -c '^ok - ' "$work/inside" || true)))
    failed=$((failed + $(grep -c '^not ok - ' "$work/inside" || true)))
    tail -n 1 "$work/inside" | grep -qE '^[0-9]+ passed' || say 1 "the rows in a private /etc did not come to their end"
}

finish() {
    echo "$passed passed, $failed failed"
    ((failed == 0 && passed > 0))
}
