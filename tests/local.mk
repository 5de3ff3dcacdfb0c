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

# file by file: a directory would bring along what the build put into its twin
EXTRA_DIST += \
	tests/fuzz/fuzz_password.c tests/fuzz/fuzz_policy.c tests/fuzz/fuzz_roster.c \
	tests/fuzz/fuzz_snapshot.c tests/fuzz/run.sh tests/golden/account.tsv tests/golden/golden_cli.sh \
	tests/golden/golden_fresh.sh tests/golden/lib.sh tests/golden/password.tsv \
	tests/golden/policies/daily.conf tests/golden/policies/default.conf \
	tests/golden/policies/epa.conf tests/golden/policies/executive-yuan.conf \
	tests/golden/policies/glass.conf tests/golden/policies/keelung-d.conf \
	tests/golden/policies/lenient.conf tests/golden/policies/services.conf \
	tests/golden/policies/strict.conf tests/golden/policies/warn.conf tests/golden/policy.tsv \
	tests/hosts/change_password.exp tests/hosts/host tests/hosts/leaver_over_ssh.sh \
	tests/hosts/lib.sh tests/hosts/make-tree tests/lib/private-etc tests/lib/private-slapd \
	tests/lib/say.sh tests/lib/steps.sh tests/lint/clauses.txt tests/lint/format.sh tests/lint/layering.sh \
	tests/lint/lib.sh tests/lint/man_rules.sh tests/lint/names.sh tests/lint/po.sh \
	tests/lint/purity.sh tests/lint/sizes.sh tests/oracle/account_oracle.pl \
	tests/oracle/password_oracle.pl tests/oracle/policy_oracle.pl tests/pam/golden_pam.sh \
	tests/pam/lib.sh tests/pam/module.sh tests/pam/private_etc.sh tests/pam/sweep.sh tests/run-all \
	tests/sync/bad_roster.sh tests/sync/broken_off.sh tests/sync/leaver.sh tests/sync/lib.sh \
	tests/sync/private_slapd.sh tests/sync/tls.sh tests/sync/tls.sh
