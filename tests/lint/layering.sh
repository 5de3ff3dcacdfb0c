#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# layering.sh [--self-test]: who includes and calls whom. Rooms include downwards only; <ldap.h> is in one
# file, <security/...> in pam_module/, <cdb.h> in the snapshot's writer; exit, abort, syslog and standard
# error belong to the doors. --self-test plants a fault of each kind and wants it to be found.
# Trusts lib.sh. Never writes to the checkout.
set -euo pipefail

top=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/lint/lib.sh
. "$top/tests/lint/lib.sh"

declare -A may=(
    [base]='base'
    [policies]='base|policies'
    [stores]='base|policies|stores'
    [pam_module]='base|policies|stores|pam_module'
    [ldap_sync]='base|policies|stores|ldap_sync'
    [cli]='base|policies|stores|ldap_sync|cli'
)

# header:where it may be included, as an ERE of paths
headers=(
    'ldap\.h|lber\.h|ldap_[a-z]+\.h:ldap_sync/directory_ldap\.c'
    'security/.*:pam_module/.*'
    'cdb\.h:stores/snapshot_writer\.c'
    'jansson\.h:cli/.*|ldap_sync/.*'
    'sodium\.h:base/.*|stores/snapshot_format\.c|ldap_sync/ldif\.c'
    'csv\.h:ldap_sync/roster.*\.c'
    'pthread\.h|threads\.h:nowhere'
    'shadow\.h:stores/account_record\.[ch]|cli/account\.c|pam_module/.*'
    'locale\.h|libintl\.h:cli/.*|pam_module/talk\.c'
    'syslog\.h:pam_module/.*'
)

# call:where it may stand
calls=(
    'exit|_exit|quick_exit|abort:cli/main\.c'
    'syslog|vsyslog|openlog:nowhere'
    'stderr|perror|warnx?|errx?:cli/.*'
    'stdout|printf|puts|putchar:cli/.*'
    'getenv|secure_getenv:nowhere'
    'setenv|putenv|clearenv:cli/.*'
    'fork|vfork|system|popen|exec[lv]p?e?|posix_spawnp?:nowhere'
    'sscanf|strtok|gets|strcpy|strcat|sprintf|atoi|atol|alloca:nowhere'
    'mmap:nowhere'
)

# Where of $2 (a file's lines, numbered by grep -n) the file $1 does what only files like $3 may do.
unless_in() {
    local file=$1 lines=$2 where=$3 what=$4
    [[ -z $lines || $file =~ ^($where)$ ]] || sed "s|^|$file:|; s|\$| ($what)|" <<<"$lines"
}

faults_of_file() {
    local dir=$1 file=$2 code=$work/code entry
    code_of "$dir/$file" >"$code"
    # includes hold strings, so they are read from the file itself
    grep -nE '^#include "' "$dir/$file" | grep -vE "\"(${may[${file%%/*}]})/[a-z_]+\.h\"|\"config\.h\"" |
        sed "s|^|$file:|; s|\$| (up or sideways)|" || true
    for entry in "${headers[@]}"; do
        unless_in "$file" "$(grep -nE "^#include <(${entry%:*})>" "$dir/$file" || true)" "${entry##*:}" "not here"
    done
    for entry in "${calls[@]}"; do
        unless_in "$file" "$(grep -nE "(^|[^a-zA-Z0-9_.>\"])(${entry%:*})([^a-zA-Z0-9_]|\$)" "$code" |
            grep -E "(^|[^a-zA-Z0-9_])(${entry%:*}) *\(|std(err|out)" || true)" "${entry##*:}" "not here"
    done
}

faults() {
    local file count=0
    while read -r file; do
        count=$((count + 1))
        faults_of_file "$1" "$file"
    done < <(sources "$1")
    ((count >= 30)) || echo "only $count sources were found"
}

self_test() {
    plant "base includes policies" 'up or sideways' append base/text.c '#include "policies/rule.h"'
    plant "a store includes a door" 'up or sideways' append stores/snapshot.c '#include "cli/cli.h"'
    plant "a door includes another" 'up or sideways' append pam_module/auth.c '#include "ldap_sync/roster.h"'
    plant "<ldap.h> in a second file" 'ldap\.h' append ldap_sync/plan.c '#include <ldap.h>'
    plant "<security/...> in a store" 'security/' append stores/places.c '#include <security/pam_modules.h>'
    plant "a store exits" 'exit' append stores/places.c 'void f(void) { exit(1); }'
    plant "the module exits" 'exit' append pam_module/auth.c 'void f(void) { _exit(1); }'
    plant "the module speaks to syslog by itself" 'syslog' append pam_module/auth.c 'void f(void) { syslog(1, "x"); }'
    plant "policies write to standard error" 'stderr' append policies/rule.c 'void f(void) { fprintf(stderr, "x"); }'
    plant "the environment is asked" 'getenv' append policies/rule.c 'char *f(void) { return getenv("X"); }'
    plant "sscanf" 'sscanf' append stores/places.c 'void f(void) { sscanf("1", "%d", 0); }'
    plant "no sources" 'only . sources' rm -rf "${rooms[@]}"
    # what only looks like a fault is none
    copy_rooms
    append "$work/copy/policies/rule.c" '/* exit(1), <ldap.h>, stderr */ static const char *const x = "abort()";'
    say "$([[ -z $(faults "$work/copy") ]]; echo $?)" "words in comments and strings are no faults"
}

if [[ ${1-} == --self-test ]]; then
    self_test
else
    check "rooms include and call downwards only; each library and each way out has its place"
fi
finish
