# policies: the rules; pure
noinst_LTLIBRARIES += libpolicies.la
libpolicies_la_SOURCES = \
	policies/account.c policies/account.h policies/common_word.c policies/common_word.h \
	policies/finding.c policies/finding.h policies/password.c policies/password.h \
	policies/policy.c policies/policy.h policies/rule.c policies/rule.h
libpolicies_la_LIBADD = libbase.la

profilesdir = $(vendordir)/profiles
dist_profiles_DATA = \
	policies/profiles/default.conf policies/profiles/epa.conf policies/profiles/executive-yuan.conf \
	policies/profiles/keelung-d.conf
