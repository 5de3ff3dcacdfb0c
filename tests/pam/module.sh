#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# module.sh: how pam_acctguard.so is built, and how it behaves in real PAM stacks: what a leaver sees, how a
# new password is asked for and refused, what is left where the registry cannot be written.
# Trusts libpam, pam_unix and the build. Never touches the machine's /etc.
set -euo pipefail

top=$(cd "$(dirname "$0")/../.." && pwd)
build=${ACCTGUARD_BUILD:-$top/build}
# shellcheck source=tests/pam/lib.sh
. "$top/tests/pam/lib.sh"

is_sanitised() { readelf -W --dyn-syms "$module" | grep -qE '__(asan|ubsan|tsan)_'; }

how_it_is_built() {
    local six='pam_sm_acct_mgmt pam_sm_authenticate pam_sm_chauthtok pam_sm_close_session pam_sm_open_session pam_sm_setcred'
    local needed dynamic
    is_sanitised || expect_same "exports the six pam_sm_* and nothing else" "$six" \
        "$(nm -D --defined-only "$module" | awk '{ print $3 }' | sort | paste -sd ' ')"
    dynamic=$(readelf -W -d "$module")
    needed=$(sed -nE 's/.*\(NEEDED\).*\[(.*)\]/\1/p' <<<"$dynamic" |
        grep -vE '^(libpam|libc|libcrypt|libsodium|libunistring|libasan|libubsan)\.so\.|^ld-linux' | paste -sd ' ' || true)
    expect_same "needs no libldap, libpthread, libsystemd, libcdb or anything unexpected" '' "$needed"
    say "$(grep -qE 'BIND_NOW|\(FLAGS_1\).*NOW' <<<"$dynamic"; echo $?)" "binds all symbols when it is loaded"
    say "$(! grep -q TEXTREL <<<"$dynamic"; echo $?)" "has no text relocations"
    say "$(readelf -W -l "$module" | grep -q GNU_RELRO; echo $?)" "has its tables read-only (RELRO)"
    say "$(readelf -W -l "$module" | grep -E 'GNU_STACK' | grep -qv E; echo $?)" "has no executable stack"
    say "$(! nm -D --undefined-only "$module" | grep -qE ' (exit|_exit|abort|fork|vfork|execv.*|system|popen|pthread_create|setenv|putenv|getenv|mmap|signal|sigaction|setlocale)(@|$)'; echo $?)" \
        "never exits, forks, starts threads or changes its program's environment, signals or locale"
}

new_password() {
    local out lenient
    stack 'password requisite @ retry=3 enforce_for_root' 'password required pam_permit.so'

    out=$(login password alice alice x)
    expect "all reasons come at once" PAM_AUTHTOK_ERR "$out" 'It has 5 characters'
    say "$(grep -q 'It mixes 1 of' <<<"$out" && grep -q 'contains your account name' <<<"$out"; echo $?)" \
        "all reasons come at once: the others"
    expect "it says before what is asked" PAM_AUTHTOK_ERR "$out" 'at least 12 characters'
    expect "a good one is taken" 'let in' "$(login password alice "$right" "$right")"
    expect "the third try is taken" 'let in' "$(login password alice short Password2026! "$right" "$right")"
    expect "there is no fourth" PAM_MAXTRIES "$(login password alice short short short "$right" "$right")"
    expect "typed differently again: another try" 'let in' "$(login password alice "$right" "$wrong" "$right" "$right")"
    expect "typed differently three times" PAM_MAXTRIES \
        "$(login password alice "$right" x "$right" x "$right" x)"
    expect "an empty answer is somebody who wants out" PAM_AUTHTOK_ERR "$(login password alice '')"
    out=$("$login_as" --confdir "$confdir" --service t --phase password alice </dev/null || true)
    expect "A27: a conversation that breaks off is no new password" PAM_AUTHTOK_ERR "$out"
    expect "EPA-8.3.6d: no answer comes back to the screen" PAM_MAXTRIES \
        "$(login password alice Qx7-plover Qx7-plover Qx7-plover)" '!Qx7'

    stack 'password requisite @ retry=1 enforce_for_root' 'password required pam_permit.so'
    expect "retry=1: one try" PAM_AUTHTOK_ERR "$(login password alice short "$right" "$right")"
    stack 'password requisite @ retry=11 enforce_for_root nonsense' 'password required pam_permit.so'
    expect "options that make no sense are passed over, and the rules hold" PAM_MAXTRIES \
        "$(login password alice short short short)"

    lenient=$work/lenient
    root=$lenient make_host
    root=$lenient host_policy 'password_min_length = 8'
    stack "password required $module root=$lenient enforce_for_root" 'password requisite @ use_authtok enforce_for_root' \
        'password required pam_permit.so'
    out=$(login password alice Rt5-plov Rt5-plov)
    expect "use_authtok: judges what was asked for before, and asks nothing itself" PAM_AUTHTOK_ERR "$out" 'It has 8 characters'
    expect_same "use_authtok: one prompt of each kind" 2 "$(grep -cE '^(New|Retype).*assword:' <<<"$out")"
    expect "use_authtok: a good one goes through" 'let in' "$(login password alice "$right" "$right")"
    stack 'password requisite @ use_authtok enforce_for_root' 'password required pam_permit.so'
    out=$(login password alice "$right" "$right")
    say "$([[ $(result "$out") != 'let in' ]]; echo $?)" "use_authtok with nothing asked for before is refused ($(result "$out"))"
}

host_policy() {
    # shellcheck disable=SC1090
    (. <("$make_snapshot" --root "$root" --places) && printf '%s\n' "$@" >"$etc/policy.conf" && chmod 644 "$etc/policy.conf")
}

# Only root is ever spared; an ordinary user's passwd (set-user-id) is not root.
root_is_warned() {
    stack 'password requisite @' 'password required pam_permit.so'
    expect "root is warned and obeyed" 'let in' "$(login password stay short short)" 'You are root, so the following is a warning'
    expect "root is told why" 'let in' "$(login password stay short short)" 'It has 5 characters'
    stack 'password requisite @ enforce_for_root' 'password required pam_permit.so'
    expect "enforce_for_root: root is refused" PAM_MAXTRIES "$(login password stay short short short)"
}

# The order of our own wiring: this module first and required, then whoever checks the password.
who_is_let_in() {
    local phase user
    stack 'auth required @ nodelay' 'auth required pam_unix.so nodelay' 'account required @' \
        'password requisite @ retry=2' 'password required pam_unix.so use_authtok' 'session optional @'
    expect "stay: the right password" 'let in' "$(login all stay "$right")"
    expect "stay: a wrong one" PAM_AUTH_ERR "$(login all stay "$wrong")"
    for user in gone off; do
        expect "$user: the right password" PAM_AUTH_ERR "$(login all "$user" "$right")" '!closed|disabled|left'
        expect "A3: $user: a key, so no auth phase at all" PAM_ACCT_EXPIRED "$(login account "$user")" 'account is'
    done
    for phase in auth all; do
        expect_same "EPA-8.5.1: $phase: a leaver with the right password sees what a wrong one sees" \
            "$(login $phase stay "$wrong")" "$(login $phase gone "$right")"
        expect_same "EPA-8.5.1: $phase: so does who is disabled" "$(login $phase stay "$wrong")" "$(login $phase off "$right")"
        expect_same "EPA-8.5.1: $phase: so does nobody at all" "$(login $phase stay "$wrong")" "$(login $phase nobody-here "$right")"
    done
    expect "new: not on record" PAM_PERM_DENIED "$(login account new)" 'not on record'
    expect "nobody at all" PAM_PERM_DENIED "$(login account nobody-here)"
    expect "old: let in after a change" 'let in' "$(login all old "$right" "$right" "$wrong" "$wrong")" 'password is due for a change'
    expect "old: with the new one from then on" 'let in' "$(login all old "$wrong")" '!due for a change'
    expect "temp: no change, no way in" PAM_MAXTRIES "$(login all temp "$right" "$right" short short)" 'temporary one'
}

stay_of() { login all stay "$right"; }

what_breaks() {
    local before
    # shellcheck disable=SC1090
    . <("$make_snapshot" --root "$root" --places)
    stack 'auth required pam_unix.so nodelay' 'account required @' 'session optional @' 'session required pam_permit.so'
    mv "$state/snapshot.cdb" "$work/snapshot"
    expect "no snapshot" PAM_PERM_DENIED "$(stay_of)" 'cannot be relied on'
    mkfifo "$state/snapshot.cdb"
    expect "A21: a FIFO for a snapshot blocks nobody" PAM_PERM_DENIED "$(timeout 10 bash -c "$(declare -f login); $(declare -p login_as confdir); login all stay '$right'")"
    rm "$state/snapshot.cdb"
    ln -s "$work/snapshot" "$state/snapshot.cdb"
    expect "A20: a link for a snapshot is not followed" PAM_PERM_DENIED "$(stay_of)"
    rm "$state/snapshot.cdb"
    cp "$work/snapshot" "$state/snapshot.cdb"
    chmod 666 "$state/snapshot.cdb"
    expect "a snapshot that others may write to" PAM_PERM_DENIED "$(stay_of)"
    head -c 3000 "$work/snapshot" >"$state/snapshot.cdb"
    chmod 600 "$state/snapshot.cdb"
    expect "H137: a snapshot that was cut" PAM_PERM_DENIED "$(stay_of)"
    mv "$work/snapshot" "$state/snapshot.cdb"
    expect "all is well again" 'let in' "$(stay_of)"

    rm -rf "$run"
    : >"$run"
    expect "no registry: session optional lets in" 'let in' "$(stay_of)"
    stack 'auth required pam_unix.so nodelay' 'account required @' 'session required @'
    expect "no registry: said honestly" PAM_SESSION_ERR "$(stay_of)"
    rm "$run"
    mkdir "$run"
    expect "a registry again" 'let in' "$(stay_of)"
    expect_same "a session that was closed is off the register" 0 "$(find "$run" -type f | wc -l)"

    before=$(login account gone)
    expect_same "A23: a hostile environment changes nothing" "$before" \
        "$(hostile; login account gone)"
}

hostile() {
    local name
    for name in HOME PATH_LOCALE NLSPATH TZ TZDIR LOCPATH LDAPCONF LDAPRC LDAPTLS_REQCERT MALLOC_PERTURB_ RES_OPTIONS \
        HOSTALIASES LOCALDOMAIN GCONV_PATH GETCONF_DIR TMPDIR XDG_CONFIG_HOME SUDO_USER SUDO_UID USER LOGNAME SHELL \
        PAM_USER PAM_RHOST PAM_TTY ACCTGUARD_ROOT ACCTGUARD_POLICY POLICY ROOT ENV BASH_ENV TEXTDOMAIN TEXTDOMAINDIR \
        LISTEN_FDS NOTIFY_SOCKET DBUS_SESSION_BUS_ADDRESS SSH_ORIGINAL_COMMAND KRB5_CONFIG OPENSSL_CONF; do
        export "$name=/nowhere/../$name"
    done
}

if [[ ${1-} == --inside ]]; then
    mkdir -p "$confdir"
    root_is_warned
    if is_sanitised; then
        # its wrapper around crypt_r() finds none where libcrypt comes with a module
        echo "# what needs pam_unix is left out: the address sanitizer cannot load it"
    else
        who_is_let_in
        what_breaks
    fi
else
    how_it_is_built
    make_people
    new_password
    inside "$0"
fi
finish
