#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# bad_roster.sh: rosters and plans that are not to be believed: each refused with a sentence that says where and
# what to do, no plan kept, and the directory the same to the last attribute (D80, D81, D83, D84, D103).
# Trusts lib.sh.
set -euo pipefail
# shellcheck source=tests/sync/lib.sh
. "$(dirname "$0")/lib.sh"
begin

before=$(dump)
bad=$work/bad.csv

# refused WHAT STATUS WORDS: of $bad
refused() {
    rm -f "$work/plan.json"
    expect_run "$1" "$2" "$3" sync plan --roster "$bad" -o "$work/plan.json"
    expect "$1: no plan is kept" test ! -e "$work/plan.json"
}

: >"$bad"
refused "D80 empty" 3 'bad.csv: The roster is empty\. See'
head -n 1 "$work/roster.csv" >"$bad"
refused "D80 header only" 3 'bad.csv: There is nobody in the roster\. See'
cut -d, -f1,2,4- "$work/roster.csv" >"$bad"
refused "D83 lacks a column" 3 'bad.csv:1: There is no column "status"\. Have'
head -c 3000 "$work/roster.csv" >"$bad"
refused "D80 cut in the middle of a line" 3 "bad.csv:$(wc -l <"$bad" | xargs expr 1 +): The last line is cut.*See"
{ cat "$work/roster.csv"; sed -n 7p "$work/roster.csv"; } >"$bad"
refused "D84 repeats an id" 3 "bad.csv:$(wc -l <"$bad"): The id \"[0-9]+\" is there a second time; first in line 7\. Ask"
sed '9s/$/,/' "$work/roster.csv" >"$bad"
refused "D83 a cell too many" 3 'bad.csv:9: The row has more cells'
sed '9s/active/retired/' "$work/roster.csv" >"$bad"
refused "an unknown status" 3 'bad.csv:9: "retired" is no status.*Use active'
sed '9s/active/"active/' "$work/roster.csv" >"$bad"
refused "I151 an unclosed quotation mark" 3 'bad.csv:9: .*quotation mark'
mkfifo "$work/fifo"
expect_run "a pipe is no roster, and does not hang" 3 'It is not a regular file' sync plan --roster "$work/fifo"
expect_run "no roster at all" 3 'none.csv: No such file' sync plan --roster "$work/none.csv"
expect_same "nothing was changed by any of them" "$before"

# So many people without a second account leave: 5 of 232 accounts may, 6 may not (max(5, 2 %)).
leave() { awk -F, -v OFS=, -v left="$1" 'NR > 1 { $3 = "active"; $4 = "" }
    NR > 1 && $6 == "空氣品質科" && n < left { $3 = "departed"; n++ } { print }' "$work/roster.csv"; }
leave 5 >"$bad"
((5 == $(grep -c departed "$bad"))) || not_ok "the sample agency has six people in 空氣品質科"
expect_run "D81 five at once are let through" 0 'To be disabled: 5 of' sync plan --roster "$bad" -o "$work/plan.json"
leave 6 >"$bad"
refused "D81 six at once are not" 1 'would disable 6 accounts at once; at most 5 may be .*See whether'
expect_same "nothing was changed" "$before"

# A good plan, and then something happens to it.
good() { ag sync plan --roster "$work/roster.csv" -o "$work/plan.json"; }
good
sed -i 's/uid=ycchung/uid=scchung/' "$work/plan.json"
expect_run "D103 an edited plan" 3 'plan.json: The plan was changed after it was made\. Make a new plan' sync apply "$work/plan.json"
good
head -c 800 "$work/plan.json" >"$work/cut.json"
expect_run "D103 a cut plan" 3 'It is no plan, or only a part' sync apply "$work/cut.json"
good
sed -i '9s/active/departed/' "$work/roster.csv"
expect_run "D103 the roster was swapped after the plan" 3 'roster.csv: The roster is not the one' sync apply "$work/plan.json"
rm "$work/roster.csv"
expect_run "D103 the roster is gone" 3 'roster.csv: No such file' sync apply "$work/plan.json"
"$top/demo/make-organisation" roster >"$work/roster.csv"
good
sed -i 's/^directory_base.*/directory_base = ou=people,dc=example,dc=org/' "$etc/sync.conf"
expect_run "a plan of another directory" 3 'made for another directory' sync apply "$work/plan.json"
expect_same "nothing was changed by any of them" "$before"
sync_conf "directory_uri = $uri"

# A directory that cannot be believed.
modify <<X
dn: olcDatabase={1}mdb,cn=config
changetype: modify
replace: olcSizeLimit
olcSizeLimit: 100
X
expect_run "C55 a size limit is no small directory" 3 'did not show all entries' sync plan --roster "$work/roster.csv"
expect_run "C55 nor for a snapshot" 3 'did not show all entries' sync snapshot
expect "C55 no snapshot is written" test ! -e "$state/snapshot.cdb"
modify <<X
dn: olcDatabase={1}mdb,cn=config
changetype: modify
delete: olcSizeLimit

dn: cn=elsewhere,$people
changetype: add
objectClass: referral
objectClass: extensibleObject
cn: elsewhere
ref: ldap://127.0.0.1:1/$base
X
expect_run "C54 a reference is not followed" 3 'sends us elsewhere' sync plan --roster "$work/roster.csv"
ldapdelete -MQY EXTERNAL -H "$uri" "cn=elsewhere,$people"
for fault in cut:0 cut:1 cut:100 cut:231; do
    sync_conf "directory_uri = $fault:$uri"
    expect_run "C55 a read broken off ($fault)" 3 'acctguard: ' sync plan --roster "$work/roster.csv" -o "$work/other.json"
    expect_run "C55 a read broken off ($fault), snapshot" 3 'acctguard: ' sync snapshot
done
expect "C55 no plan, no snapshot" test ! -e "$work/other.json" -a ! -e "$state/snapshot.cdb"
sync_conf "directory_uri = $uri" 'account_filter = (uid=nobody)'
expect_run "C56 nobody is shown" 3 'no account at all' sync plan --roster "$work/roster.csv"
sync_conf "directory_uri = ldapi://%2Fnonexistent%2Fldapi"
expect_run "C67 no server" 3 'cannot be reached' sync plan --roster "$work/roster.csv"
expect "nobody was disabled by any of it" test -z "$(touched_accounts)"
conclude
