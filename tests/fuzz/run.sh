#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# run.sh [SECONDS]: builds each fuzz_*.c of this directory with clang's libFuzzer, ASan and UBSan, and lets it
# look for SECONDS (10) for bytes that break a reader. Prints ok or not ok for each, then "N passed, N failed";
# exits 77 without clang. What it finds is in $ACCTGUARD_BUILD/fuzz.
# Trusts the checkout. Writes into the build directory only.
set -euo pipefail

seconds=${1:-10}
top=$(cd "$(dirname "$0")/../.." && pwd)
out=${ACCTGUARD_BUILD:-$top/build}/fuzz
passed=0 failed=0
command -v clang >/dev/null || { echo "there is no clang here"; exit 77; }
mkdir -p "$out"

build() { # NAME SOURCE...
    local name=$1
    shift
    clang -std=gnu17 -D_GNU_SOURCE -g -O1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
        -DVENDOR_DIR='"/v"' -DRUN_DIR='"/r"' -DETC_DIR='"/e"' -DSTATE_DIR='"/s"' -I"$top" \
        -o "$out/$name" "$top/tests/fuzz/$name.c" "$@" -lsodium -lunistring -lcdb -lcsv
}

seeds() { # NAME: something to begin with
    mkdir -p "$out/corpus-$1"
    case $1 in
    fuzz_policy) cp "$top"/policies/profiles/*.conf "$out/corpus-$1" ;;
    fuzz_roster) printf '%s\n' '0012,王小明,active,,2019-03-01,,,staff,' '0146,"Chung, Y",離職,2026-11-20,,,,,' >"$out/corpus-$1/two" ;;
    *) printf '\005alicePassword-2026-密碼' >"$out/corpus-$1/one" ;;
    esac
}

try() { # NAME SOURCE...
    local log=$out/$1.log tmp
    tmp=$(mktemp -d "$out/tmp.XXXXXX")
    if build "$@" >"$log" 2>&1 && seeds "$1" &&
        (cd "$out" && TMPDIR=$tmp "./$1" -max_total_time="$seconds" -max_len=4096 -artifact_prefix="$out/$1-" \
            "corpus-$1") >>"$log" 2>&1; then
        passed=$((passed + 1))
        echo "ok - $1: $(sed -nE 's/^Done ([0-9]+) runs.*/\1 runs/p' "$log")"
    else
        failed=$((failed + 1))
        echo "not ok - $1"
        tail -n 25 "$log" | sed 's/^/#   /'
    fi
    rm -rf "$tmp"
}

cd "$top"
base=(base/*.c)
try fuzz_policy "${base[@]}" policies/*.c
try fuzz_password "${base[@]}" policies/*.c
try fuzz_snapshot "${base[@]}" policies/*.c stores/snapshot*.c
try fuzz_roster "${base[@]}" ldap_sync/roster.c
echo "$passed passed, $failed failed"
((failed == 0))
