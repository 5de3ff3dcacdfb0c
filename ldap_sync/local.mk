# ldap_sync: door 3, from the HR roster to the directory and to this host's snapshot
noinst_LTLIBRARIES += libplan.la libsync.la libldap_sync.la

# pure: what is decided; no file, clock or connection
libplan_la_SOURCES = \
	ldap_sync/directory.h ldap_sync/directory_account.c ldap_sync/directory_account.h \
	ldap_sync/directory_entry.c ldap_sync/plan.c ldap_sync/plan.h ldap_sync/roster.h \
	ldap_sync/server_kind.c ldap_sync/server_kind.h
libplan_la_LIBADD = libpolicies.la

# everything but the network: what unit tests link
libsync_la_SOURCES = \
	ldap_sync/apply.c ldap_sync/apply.h ldap_sync/directory_fail.c ldap_sync/directory_fail.h \
	ldap_sync/directory_ldif.c ldap_sync/ldif.c ldap_sync/ldif.h ldap_sync/plan_file.c \
	ldap_sync/plan_file.h ldap_sync/roster.c ldap_sync/roster_file.c \
	ldap_sync/snapshot_export.c ldap_sync/snapshot_export.h ldap_sync/sync_config.c \
	ldap_sync/sync_config.h
libsync_la_LIBADD = libplan.la libsnapshot_writer.la libstores.la $(CSV_LIBS) $(JANSSON_LIBS)

libldap_sync_la_SOURCES = ldap_sync/directory.c ldap_sync/directory_ldap.c
libldap_sync_la_LIBADD = libsync.la $(LDAP_LIBS) $(LBER_LIBS)
