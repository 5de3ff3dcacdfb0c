# man: the manuals. What acctguard-policy.conf(5) says of the rules, tests/lint/man_rules.sh compares with the table.
dist_man_MANS += \
	man/acctguard.8 man/pam_acctguard.8 man/acctguard-policy.conf.5 man/acctguard-sync.conf.5
