#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# purity.sh [--self-test]: what the objects of base/ and policies/ call, held against lists: rules ask no
# clock, file, locale, environment or allocator, whatever a header may have smuggled in.
# Refuses to pass without objects. --self-test compiles faults and wants them to be found.
# Trusts nm and the build. Never writes to the checkout.
set -euo pipefail

top=$(cd "$(dirname "$0")/../.." && pwd)
build=${ACCTGUARD_BUILD:-$top/build}
# shellcheck source=tests/lint/lib.sh
. "$top/tests/lint/lib.sh"

strings='mem(chr|cmp|cpy|mem|move|set)|str(chr|cmp|cspn|len|ncmp|nlen|rchr|spn|str)|explicit_bzero|v?snprintf'
compiler='__stack_chk_fail|__open(at)?_2|_GLOBAL_OFFSET_TABLE_|__popcountdi2|__(asan|ubsan|sanitizer|gcov|sanitizer_cov)_.*|__(mem|str|vsn|sn)[a-z]*_chk|__explicit_bzero_chk'
declare -A allowed=(
    [policies]="$strings"
    # errors and strerror, files (and the signal of a file that may not grow), the clock (in one function
    # that only doors call)
    [base]="$strings|strerror|__errno_location|clock_gettime|open(at)?|close|f?stat(at)?|pread|write|fsync|renameat|unlinkat|getrandom|geteuid|malloc|free|sig(addset|emptyset|ismember|pending|timedwait)|pthread_sigmask|u8_mbtoucr|crypto_generichash.*|sodium_bin2hex"
)

# What rules may call of base: all but the files and the clock.
pure_base() {
    nm --defined-only "$build"/base/.libs/*.o | awk 'NF == 3 { print $3 }' | grep -vxE 'file_.*|moment_now'
}

# Prints what the objects $2... of the room $1 call and may not.
strangers() {
    local room=$1 own
    shift
    own=$(nm --defined-only "$@" | awk 'NF == 3 { print $3 }' | sort -u)
    nm --undefined-only "$@" | awk '$1 == "U" { print $2 }' | sed 's/@.*//' | sort -u |
        grep -vxE "${allowed[$room]}|$compiler" | grep -vxF "$own" |
        grep -vxF "$([[ $room != policies ]] || pure_base)" |
        sed "s|^|$room calls |" || true
}

# $1 is the directory of the objects: a build
faults() {
    local room objects
    for room in policies base; do
        mapfile -t objects < <(find "$1/$room/.libs" -name '*.o' 2>/dev/null | sort)
        if ((${#objects[@]} < 5)); then
            echo "$room: only ${#objects[@]} objects were found"
        else
            strangers "$room" "${objects[@]}"
        fi
    done
}

# plant_call WHAT ROOM CODE WANTED
plant_call() {
    local found
    rm -rf "$work/objects"
    mkdir "$work/objects"
    cp -R "$build/base" "$build/policies" "$work/objects/"
    printf '%s\n' "$3" >"$work/planted.c"
    cc -c -O0 -U_FORTIFY_SOURCE -o "$work/objects/$2/.libs/planted.o" "$work/planted.c"
    found=$(faults "$work/objects" | grep -E "$4" || true)
    say "$([[ -n $found ]]; echo $?)" "planted: $1"
}

self_test() {
    plant_call "a rule asks the clock" policies '#include <time.h>
long f(void) { return time(0); }' 'policies calls time'
    plant_call "a rule asks the clock through base" policies 'struct m { long long a, b; }; struct m moment_now(void);
long long f(void) { return moment_now().a; }' 'policies calls moment_now'
    plant_call "a rule opens a file" policies '#include <fcntl.h>
int f(void) { return open("/etc/passwd", O_RDONLY); }' 'policies calls open'
    plant_call "a rule allocates" policies '#include <stdlib.h>
void *f(void) { return malloc(1); }' 'policies calls malloc'
    plant_call "a rule asks the environment" policies '#include <stdlib.h>
char *f(void) { return getenv("X"); }' 'policies calls getenv'
    plant_call "a rule asks the locale" policies '#include <ctype.h>
int f(int c) { return isalpha(c); }' 'policies calls __ctype_b_loc'
    plant_call "base calls a rule" base 'void policy_init(void *); void f(void) { policy_init(0); }' 'base calls policy_init'
    plant_call "base logs" base '#include <syslog.h>
void f(void) { syslog(1, "x"); }' 'base calls syslog'
    mkdir -p "$work/nothing"
    say "$([[ $(faults "$work/nothing" | grep -c 'only 0 objects') == 2 ]]; echo $?)" "no objects are no pass"
}

[[ -d $build/policies/.libs && -d $build/base/.libs ]] || { echo "not ok - $build holds no objects"; exit 1; }
if [[ ${1-} == --self-test ]]; then
    self_test
else
    top=$build check "policies/ asks nothing of the system, base/ only what is listed"
fi
finish
