# po: the sentences in other languages; "make update-po" after a change of sentences
EXTRA_DIST += po/zh_TW.po
