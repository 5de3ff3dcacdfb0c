# cli: door 4, the command
bin_PROGRAMS += acctguard
acctguard_SOURCES = \
	cli/account.c cli/cli.c cli/cli.h cli/main.c cli/password.c cli/policy.c cli/sync.c \
	cli/sync_show.c cli/sync_show.h
acctguard_LDADD = libldap_sync.la libsnapshot_writer.la libstores.la $(JANSSON_LIBS) $(UNISTRING_LIBS)
