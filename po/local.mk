# po: the sentences in other languages. Another language is its .po here and three more lines below.
EXTRA_DIST += po/zh_TW.po po/sentences
po_files = $(srcdir)/po/zh_TW.po

zh_TWdir = $(localedir)/zh_TW/LC_MESSAGES
nodist_zh_TW_DATA = po/zh_TW/acctguard.mo
CLEANFILES += po/zh_TW/acctguard.mo
po/zh_TW/acctguard.mo: $(srcdir)/po/zh_TW.po
	$(AM_V_GEN)$(MKDIR_P) po/zh_TW && $(MSGFMT) --check -o $@ $(srcdir)/po/zh_TW.po

# For whoever changed a sentence: brings the new ones into the .po files, to be translated there. A guess
# from a sentence that looks alike would be a wrong sentence, so there is none.
update-po:
	$(srcdir)/po/sentences $(srcdir) > po-sentences.pot
	for po in $(po_files); do \
	  msgmerge --quiet --update --backup=none --no-fuzzy-matching --add-location=file --sort-by-file \
	    --width=100 "$$po" po-sentences.pot && \
	  msgattrib --no-obsolete --add-location=file --sort-by-file --width=100 -o "$$po" "$$po" || exit 1; \
	done
	rm -f po-sentences.pot
.PHONY: update-po
