# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
#
# lib.sh - sourced by the scenarios of this directory. They need root, the packages that "make-tree --needs"
# prints, and the project's build tools. A scenario prints "ok - ..." and "not ok - ..." lines, then
# "N passed, N failed", and exits with 0 only if something passed and nothing failed; 77: it cannot run here.
# ACCTGUARD_BUILD  the build that goes into the hosts, made by quickstart (build/)
# ACCTGUARD_TREE   the Debian tree for the hosts, built on first use, kept (build/tree)
# Never leaves a host, a process or a file behind; after a SIGKILL, which nothing can catch, hosts end by
# themselves within a quarter of an hour.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
TOP=$(cd "$HERE/../.." && pwd)
BUILD=${ACCTGUARD_BUILD:-$TOP/build}
export ACCTGUARD_TREE=${ACCTGUARD_TREE:-$BUILD/tree}
export ACCTGUARD_RIG_TTL=900
export ACCTGUARD_RIG_STATE=/run/acctguard-rig.$$ # a rig of its own for each run: runs go side by side
MODULE=/usr/lib/x86_64-linux-gnu/security/pam_acctguard.so
passed=0 failed=0

rig() { "$HERE/host" "$@"; }
on() { rig exec "$@"; } # on HOST CMD...

finish() { # the trap of every end
    local rc=$? job
    trap - EXIT
    for job in $(jobs -p); do kill "$job" 2>/dev/null || :; done
    rig down --all || :
    rm -rf "$WORK"
    ((rc == 0)) || not_ok "the scenario ended early (status $rc)"
    printf '%d passed, %d failed\n' "$passed" "$failed"
    ((passed > 0 && failed == 0)) || exit 1
}
begin() {
    [[ $EUID == 0 ]] || { echo 'this needs root' >&2; exit 77; }
    grep -qw cgroup2 /proc/mounts || { echo 'no cgroup2 file system is mounted here, as hosts need' >&2; exit 77; }
    [[ -f $BUILD/Makefile ]] || { echo "nothing is built in $BUILD: run ./quickstart test" >&2; exit 77; }
    "$HERE/make-tree" "$ACCTGUARD_TREE" || exit
    WORK=$(mktemp -d /tmp/acctguard-hosts.XXXXXX)
    trap finish EXIT
    trap 'exit 130' INT TERM HUP
}

# ---- what is expected

note() { printf '# %s\n' "$*"; }
ok() { passed=$((passed + 1)); printf 'ok - %s\n' "$1"; }
not_ok() { # WHAT [OUTPUT]
    failed=$((failed + 1)); printf 'not ok - %s\n' "$1"
    [[ -z ${2:-} ]] || printf '#   %s\n' "${2//$'\n'/$'\n#   '}"
}
expect_ok() { # WHAT CMD...
    local what=$1 out; shift
    if out=$("$@" 2>&1 </dev/null); then ok "$what"; else not_ok "$what" "$out"; fi
}
# The words are a must: a command that fails because of a typing error has refused nobody.
expect_refused() { # WHAT ERE CMD...
    local what=$1 words=$2 out; shift 2
    if out=$("$@" 2>&1 </dev/null); then not_ok "$what (it went through)" "$out"
    elif grep -Eq -- "$words" <<<"$out"; then ok "$what"
    else not_ok "$what (failed, but not with \"$words\")" "$out"; fi
}

# ---- logins. METHOD: password, keyboard-interactive, or the path of a private key on the host FROM.

ssh_as() { # FROM TO USER METHOD PASSWORD CMD...
    local from=$1 target=$3@$2 method=$4 password=$5 how=(); shift 5
    [[ $method != /* ]] || { how=(-o BatchMode=yes -i "$method"); method=publickey; }
    on "$from" sshpass -p "$password" ssh -F none -o StrictHostKeyChecking=accept-new -o NumberOfPasswordPrompts=1 \
        -o PreferredAuthentications="$method" "${how[@]}" "$target" "$@"
}

# ---- acctguard in a host

install_acctguard() { # HOST
    local stage=$WORK/stage
    make -C "$BUILD" install DESTDIR="$stage" >"$WORK/install.log" 2>&1 ||
        { tail -n 20 "$WORK/install.log" >&2; return 1; }
    [[ -e $stage$MODULE ]] || { echo "there is no $MODULE in $stage" >&2; return 1; }
    rig push "$1" "$stage" /
}
# The lines of the manual. "auth" refuses before pam_unix looks at the password, so that a person who left
# learns nothing from a right one; "account" is there for keys, cron and su.
wire_pam() { # HOST
    on "$1" bash -euc '
        cd /etc/pam.d
        sed -i "0,/^auth/s//auth required pam_acctguard.so\n&/" common-auth
        sed -i "0,/^account/s//account required pam_acctguard.so\n&/" common-account
        sed -i "0,/^password/s//password requisite pam_acctguard.so retry=3\n&/" common-password
        sed -i "s/pam_unix\.so/& use_authtok/" common-password
        echo "session optional pam_acctguard.so" >>common-session'
}
