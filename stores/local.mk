# stores: each file on disk has its one owner here
noinst_LTLIBRARIES += libstores.la libsnapshot_writer.la
libstores_la_SOURCES = \
	stores/account_record.c stores/account_record.h stores/places.c stores/places.h \
	stores/policy_last_good.c stores/policy_last_good.h stores/policy_store.c stores/policy_store.h \
	stores/session_registry.c stores/session_registry.h \
	stores/snapshot.c stores/snapshot.h stores/snapshot_format.c stores/snapshot_format.h
libstores_la_LIBADD = libpolicies.la

# apart, because no login needs it
libsnapshot_writer_la_SOURCES = stores/snapshot_writer.c
libsnapshot_writer_la_LIBADD = libstores.la $(CDB_LIBS)
