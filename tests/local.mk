# tests: each unit test links the one layer that it tests and nothing above it
AM_TESTS_ENVIRONMENT = ACCTGUARD_TOP='$(abs_top_srcdir)'; ACCTGUARD_BUILD='$(abs_top_builddir)'; \
	export ACCTGUARD_TOP ACCTGUARD_BUILD;

UNIT_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
UNIT_BASE_LIBS = libbase.la $(CMOCKA_LIBS)
UNIT_POLICIES_LIBS = libpolicies.la $(CMOCKA_LIBS)
UNIT_STORES_LIBS = libsnapshot_writer.la libstores.la $(CMOCKA_LIBS)
UNIT = tests/unit/unit.c tests/unit/unit.h
UNIT_SANDBOX = $(UNIT) tests/unit/sandbox.c tests/unit/sandbox.h
UNIT_ROOT = $(UNIT_SANDBOX) tests/unit/root.c tests/unit/root.h
UNIT_ACCOUNTS = $(UNIT_SANDBOX) tests/unit/accounts.c tests/unit/accounts.h
UNIT_TYPO = tests/unit/typo.c tests/unit/typo.h

if HAVE_CMOCKA
unit_tests = \
	tests/unit/test_text tests/unit/test_civil tests/unit/test_file tests/unit/test_keyfile \
	tests/unit/test_rule tests/unit/test_policy tests/unit/test_profile tests/unit/test_password \
	tests/unit/test_account \
	tests/unit/test_policy_store tests/unit/test_policy_attacks tests/unit/test_snapshot \
	tests/unit/test_snapshot_damage tests/unit/test_session_registry tests/unit/test_account_record
check_PROGRAMS += $(unit_tests) tests/golden/golden_c
TESTS += $(unit_tests) tests/golden/golden_c

tests_unit_test_text_SOURCES = tests/unit/test_text.c $(UNIT)
tests_unit_test_text_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_text_LDADD = $(UNIT_BASE_LIBS)
tests_unit_test_civil_SOURCES = tests/unit/test_civil.c $(UNIT)
tests_unit_test_civil_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_civil_LDADD = $(UNIT_BASE_LIBS)
tests_unit_test_file_SOURCES = tests/unit/test_file.c $(UNIT_SANDBOX)
tests_unit_test_file_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_file_LDADD = $(UNIT_BASE_LIBS)
tests_unit_test_keyfile_SOURCES = tests/unit/test_keyfile.c $(UNIT)
tests_unit_test_keyfile_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_keyfile_LDADD = $(UNIT_BASE_LIBS)

tests_unit_test_rule_SOURCES = tests/unit/test_rule.c $(UNIT)
tests_unit_test_rule_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_rule_LDADD = $(UNIT_POLICIES_LIBS)
tests_unit_test_policy_SOURCES = tests/unit/test_policy.c $(UNIT) $(UNIT_TYPO)
tests_unit_test_policy_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_policy_LDADD = $(UNIT_POLICIES_LIBS)
tests_unit_test_profile_SOURCES = tests/unit/test_profile.c $(UNIT)
tests_unit_test_profile_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_profile_LDADD = $(UNIT_POLICIES_LIBS)
tests_unit_test_password_SOURCES = tests/unit/test_password.c $(UNIT)
tests_unit_test_password_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_password_LDADD = $(UNIT_POLICIES_LIBS)
tests_unit_test_account_SOURCES = tests/unit/test_account.c $(UNIT)
tests_unit_test_account_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_account_LDADD = $(UNIT_POLICIES_LIBS)

tests_unit_test_policy_store_SOURCES = tests/unit/test_policy_store.c $(UNIT_ROOT)
tests_unit_test_policy_store_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_policy_store_LDADD = libstores.la $(CMOCKA_LIBS)
tests_unit_test_policy_attacks_SOURCES = tests/unit/test_policy_attacks.c $(UNIT_ROOT) $(UNIT_TYPO)
tests_unit_test_policy_attacks_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_policy_attacks_LDADD = libstores.la $(CMOCKA_LIBS)
tests_unit_test_snapshot_SOURCES = tests/unit/test_snapshot.c $(UNIT_ACCOUNTS)
tests_unit_test_snapshot_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_snapshot_LDADD = $(UNIT_STORES_LIBS)
tests_unit_test_snapshot_damage_SOURCES = tests/unit/test_snapshot_damage.c $(UNIT_ACCOUNTS)
tests_unit_test_snapshot_damage_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_snapshot_damage_LDADD = $(UNIT_STORES_LIBS)
tests_unit_test_session_registry_SOURCES = tests/unit/test_session_registry.c $(UNIT_SANDBOX)
tests_unit_test_session_registry_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_session_registry_LDADD = libstores.la $(CMOCKA_LIBS)
tests_unit_test_account_record_SOURCES = tests/unit/test_account_record.c $(UNIT_ROOT)
tests_unit_test_account_record_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_account_record_LDADD = $(UNIT_STORES_LIBS)

tests_golden_golden_c_SOURCES = \
	tests/golden/golden_c.c tests/golden/golden_row.c tests/golden/golden_row.h $(UNIT_ROOT)
tests_golden_golden_c_CFLAGS = $(UNIT_CFLAGS)
tests_golden_golden_c_LDADD = $(UNIT_STORES_LIBS)
endif

TESTS += tests/golden/golden_fresh.sh tests/golden/golden_cli.sh

# what the scripts of tests/ work with
check_PROGRAMS += tests/pam/login_as tests/pam/make_snapshot
tests_pam_make_snapshot_SOURCES = tests/pam/make_snapshot.c
tests_pam_make_snapshot_LDADD = libsnapshot_writer.la libstores.la
# for LD_PRELOAD; the path makes libtool link a shared object
check_LTLIBRARIES = tests/pam/fail_alloc.la
tests_pam_fail_alloc_la_SOURCES = tests/pam/fail_alloc.c
tests_pam_fail_alloc_la_CFLAGS = $(AM_CFLAGS) -fno-builtin
tests_pam_fail_alloc_la_LDFLAGS = $(AM_LDFLAGS) -module -avoid-version -shared -rpath /nowhere
tests_pam_login_as_SOURCES = tests/pam/login_as.c
tests_pam_login_as_LDADD = $(PAM_LIBS)

include tests/unit/sync.mk

EXTRA_DIST += tests/fuzz tests/golden tests/hosts tests/lib tests/lint tests/oracle tests/pam tests/run-all \
	tests/sync
