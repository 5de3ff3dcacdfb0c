# base: helpers that know nothing of accounts
noinst_LTLIBRARIES += libbase.la
libbase_la_SOURCES = \
	base/bytes.h base/civil.c base/civil.h base/digest.c base/digest.h base/error.c base/error.h \
	base/file.c base/file.h base/keyfile.c base/keyfile.h base/mark.h base/number.c base/number.h \
	base/secret.c base/secret.h base/sentence.c base/sentence.h base/text.c base/text.h
libbase_la_LIBADD = $(SODIUM_LIBS) $(UNISTRING_LIBS)
