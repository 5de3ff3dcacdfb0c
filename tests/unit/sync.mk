# the unit tests of ldap_sync: what is pure links what is pure; none links libldap
UNIT_PLAN_LIBS = libplan.la $(CMOCKA_LIBS)
UNIT_SYNC_LIBS = libsync.la $(CMOCKA_LIBS)
UNIT_DIRECTORY = tests/unit/made_directory.c tests/unit/made_directory.h

if HAVE_CMOCKA
sync_tests = \
	tests/unit/test_server_kind tests/unit/test_plan tests/unit/test_roster \
	tests/unit/test_plan_file tests/unit/test_directory tests/unit/test_apply \
	tests/unit/test_apply_brake \
	tests/unit/test_snapshot_export tests/unit/test_sync_config
check_PROGRAMS += $(sync_tests)
TESTS += $(sync_tests)

tests_unit_test_server_kind_SOURCES = tests/unit/test_server_kind.c $(UNIT)
tests_unit_test_server_kind_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_server_kind_LDADD = $(UNIT_PLAN_LIBS)
tests_unit_test_plan_SOURCES = tests/unit/test_plan.c $(UNIT)
tests_unit_test_plan_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_plan_LDADD = $(UNIT_PLAN_LIBS)
tests_unit_test_roster_SOURCES = tests/unit/test_roster.c $(UNIT_SANDBOX)
tests_unit_test_roster_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_roster_LDADD = $(UNIT_SYNC_LIBS)
tests_unit_test_plan_file_SOURCES = tests/unit/test_plan_file.c $(UNIT_SANDBOX)
tests_unit_test_plan_file_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_plan_file_LDADD = $(UNIT_SYNC_LIBS)
tests_unit_test_directory_SOURCES = tests/unit/test_directory.c $(UNIT_SANDBOX) $(UNIT_DIRECTORY)
tests_unit_test_directory_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_directory_LDADD = $(UNIT_SYNC_LIBS)
tests_unit_test_apply_SOURCES = tests/unit/test_apply.c $(UNIT_SANDBOX) $(UNIT_DIRECTORY)
tests_unit_test_apply_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_apply_LDADD = $(UNIT_SYNC_LIBS)
tests_unit_test_apply_brake_SOURCES = \
	tests/unit/test_apply_brake.c $(UNIT_SANDBOX) $(UNIT_DIRECTORY)
tests_unit_test_apply_brake_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_apply_brake_LDADD = $(UNIT_SYNC_LIBS)
tests_unit_test_snapshot_export_SOURCES = \
	tests/unit/test_snapshot_export.c $(UNIT_SANDBOX) $(UNIT_DIRECTORY)
tests_unit_test_snapshot_export_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_snapshot_export_LDADD = $(UNIT_SYNC_LIBS)
tests_unit_test_sync_config_SOURCES = tests/unit/test_sync_config.c $(UNIT_ROOT)
tests_unit_test_sync_config_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_sync_config_LDADD = $(UNIT_SYNC_LIBS)
endif
