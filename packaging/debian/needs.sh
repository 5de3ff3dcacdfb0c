#!/bin/bash
# shellcheck shell=bash disable=SC2034 # the lists are for the scripts that source this
# SPDX-License-Identifier: BSD-3-Clause
#
# needs.sh: which Debian packages acctguard needs for what, and how they come without touching the machine
# otherwise. Sourced by quickstart and .ci/run. Trusts the machine's own apt sources and their signatures.
# Installs build tools, libraries and test tools only. Never installs what starts a service or edits a PAM
# file: unpack-slapd puts slapd into the build directory instead. Never removes or configures a package.

needs_build=(gcc libc6-dev make autoconf automake libtool pkg-config gettext libpam0g-dev libldap-dev
    libcrypt-dev libcdb-dev libsodium-dev libjansson-dev libcsv-dev libunistring-dev libcmocka-dev tzdata)
needs_demo=(ldap-utils)
read -ra needs_hosts < <("$(dirname "${BASH_SOURCE[0]}")/../../tests/hosts/make-tree" --needs)
needs_test=(strace)
needs_ci=(shellcheck clang libclang-rt-14-dev)

# Should a dependency ever pull one of these in, we stop instead of rewiring somebody's logins.
needs_forbidden='^(slapd|openssh-server|libpam-(?!modules(-bin)?$|runtime$)[a-z0-9-]+|sssd.*|libnss-(?!systemd$).*)$'

# Prints which of the named packages are not installed.
needs_missing() {
    local name
    for name; do
        [[ $(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null || true) == installed ]] || echo "$name"
    done
}

needs_apt() {
    DEBIAN_FRONTEND=noninteractive APT_LISTCHANGES_FRONTEND=none NEEDRESTART_SUSPEND=1 \
        apt-get -o DPkg::Lock::Timeout=300 -o Dpkg::Options::=--force-confold -q "$@"
}

needs_refuse_forbidden() {
    local bad
    bad=$(needs_apt -s install --no-install-recommends "$@" | awk '$1 == "Inst" { print $2 }' |
        grep -P "$needs_forbidden" || true)
    [[ -z $bad ]] || { echo "apt would also install ${bad//$'\n'/ }, which starts services or edits PAM" >&2; return 1; }
}

# Debian's own way to hold services back: invoke-rc.d and deb-systemd-invoke ask this file. A machine that
# has one already is left as it is. One left behind by a killed run is ours by its first lines.
needs_hold_services() {
    local policy=/usr/sbin/policy-rc.d
    if [[ -e $policy ]] && ! grep -q 'acctguard quickstart' "$policy"; then
        return
    fi
    printf '#!/bin/sh\n# acctguard quickstart: no service starts while packages are installed\nexit 101\n' >"$policy"
    chmod 755 "$policy"
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
}

# What a run that was killed left behind would hold services back for ever.
needs_release_services() {
    ! grep -qs 'acctguard quickstart' /usr/sbin/policy-rc.d || rm -f /usr/sbin/policy-rc.d
}

# Runs in a subshell, so that its trap is its own. For root.
needs_install() (
    needs_apt update && needs_refuse_forbidden "$@" || return
    needs_hold_services
    needs_apt install -y --no-install-recommends "$@"
)

# As a program, for callers that must become root first: needs.sh PACKAGE...
if [[ ${BASH_SOURCE[0]} == "$0" ]]; then
    set -euo pipefail
    needs_install "$@"
fi
