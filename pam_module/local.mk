# pam_module: door 1, pam_acctguard.so
pammod_LTLIBRARIES = pam_acctguard.la
pam_acctguard_la_SOURCES = \
	pam_module/account.c pam_module/auth.c pam_module/facts.c pam_module/facts.h \
	pam_module/options.c pam_module/options.h pam_module/password.c pam_module/session.c \
	pam_module/talk.c pam_module/talk.h pam_module/verdict.c pam_module/verdict.h
pam_acctguard_la_LIBADD = libstores.la $(PAM_LIBS)
pam_acctguard_la_LDFLAGS = $(AM_LDFLAGS) -module -avoid-version -shared \
	-Wl,--version-script=$(srcdir)/pam_module/exports.map
pam_acctguard_la_DEPENDENCIES = libstores.la pam_module/exports.map
EXTRA_DIST += pam_module/exports.map

# libtool's own file is of no use to libpam and would lie among its modules
install-exec-hook:
	rm -f $(DESTDIR)$(pammoddir)/pam_acctguard.la
uninstall-hook:
	rm -f $(DESTDIR)$(pammoddir)/pam_acctguard.so
