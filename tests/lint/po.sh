#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# po.sh [--self-test]: every sentence that the rooms mark with _() or N_() has a translation in every po/*.po
# that is not fuzzy, and the places in it agree: {want} and its like, and what printf fills in.
# --self-test plants one fault of each kind into a copy and wants each to be found.
# Trusts po/sentences to list the sentences. Never writes to the checkout.
set -euo pipefail

top=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/lib/say.sh
. "$top/tests/lib/say.sh"

# One line an entry: sentence, tab, translation; what msgcat left as \n and \" stays so.
entries() {
    msgcat --no-wrap "$1" | awk '
        function flush() { if (id != "" && text != "") print id "\t" text; id = text = ""; at = 0 }
        function quoted(line) { sub(/^[^"]*"/, "", line); sub(/"$/, "", line); return line }
        /^msgid /  { flush(); at = 1; id = quoted($0); next }
        /^msgstr / { at = 2; text = quoted($0); next }
        /^"/       { if (at == 1) id = id quoted($0); else if (at == 2) text = text quoted($0); next }
        { flush() }
        END { flush() }'
}

# The named places in any order, each once; printf takes its arguments in order.
places() { grep -oE '\{[a-z_]+\}' <<<"$1" | sort -u || true; }
directives() { grep -oE '%[-+#0]*[0-9]*(\.[0-9]+)?(hh|h|ll|l|j|z|t)?[a-zA-Z%]' <<<"$1" || true; }

# Prints what is wrong with the .po file $1, where the rooms' sentences are in $2.
faults() {
    local sentence text
    msgmerge --quiet --no-fuzzy-matching "$1" "$2" -o "$work/merged.po"
    entries "$work/merged.po" >"$work/entries"
    msgattrib --untranslated --no-obsolete --no-wrap "$work/merged.po" |
        sed -n 's/^msgid \(".\)/not translated: \1/p'
    msgattrib --only-fuzzy --no-obsolete --no-wrap "$work/merged.po" | sed -n 's/^msgid \(".\)/fuzzy: \1/p'
    while IFS=$'\t' read -r sentence text; do
        [[ $(places "$sentence") == "$(places "$text")" ]] || echo "other {places}: \"$sentence\""
        [[ $(directives "$sentence") == "$(directives "$text")" ]] || echo "other % directives: \"$sentence\""
    done <"$work/entries"
}

check() {
    local po=$1 found
    found=$(faults "$po" "$work/sentences.pot")
    [[ -z $found ]] || printf '# %s\n' "${found//$'\n'/$'\n'# }"
    say "$([[ -z $found ]]; echo $?)" "$(basename "$po"): $(grep -c . "$work/entries") sentences, each translated, places agree"
}

# plant WHAT SED-SCRIPT WANTED: a copy with the fault must be found out, and for that reason.
plant() {
    local found
    msgcat --no-wrap "$top/po/zh_TW.po" | sed -E "$2" >"$work/planted.po"
    found=$(faults "$work/planted.po" "$work/sentences.pot" | grep -E "$3" || true)
    say "$([[ -n $found ]]; echo $?)" "planted: $1"
}

self_test() {
    plant "a sentence without translation" '/^msgid "A disabled account lets/{n;s/".*"/""/}' '^not translated: "A disabled'
    plant "a fuzzy one" 's/^(msgid "A disabled account lets.*)/#, fuzzy\n\1/' '^fuzzy: "A disabled'
    plant "a place that is gone" '/^msgid "at least \{want\}/{n;s/\{want\}/12/}' '^other \{places\}: "at least'
    plant "a place that is new" '/^msgid "at least \{want\}/{n;s/\{want\}/{want} {gott}/}' '^other \{places\}: "at least'
    plant "another directive" '/^msgid "Usage: acctguard %s/{n;s/%s/%d/}' '^other % directives: "Usage'
    plant "directives turned round" '/^msgid "  account     %s/{n;s/%s(.*)%u/%u\1%s/}' '^other % directives: "  account'
}

status=0
"$top/po/sentences" "$top" >"$work/sentences.pot" || status=$?
((status != 77)) || { echo "xgettext is not installed (Debian: gettext)"; exit 77; }
if ((status != 0)) || (($(grep -c '^msgid' "$work/sentences.pot") < 50)); then
    echo "not ok - the rooms' sentences could not be listed"
    exit 1
fi
if [[ ${1-} == --self-test ]]; then
    self_test
else
    for po in "$top"/po/*.po; do
        check "$po"
    done
fi
echo "$passed passed, $failed failed"
((failed == 0))
