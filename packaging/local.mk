# packaging: what a distribution or an administrator puts in place; installing it enables nothing
dist_vendor_DATA = packaging/policy.conf

completionsdir = $(datadir)/bash-completion/completions
dist_completions_DATA = packaging/bash-completion/acctguard

tmpfilesdir = $(prefix)/lib/tmpfiles.d
dist_tmpfiles_DATA = packaging/tmpfiles.d/acctguard.conf

# our own object class; "ldapadd -f acctguard.ldif" is for the administrator to do, see README.md
openldapdir = $(pkgdatadir)/openldap
dist_openldap_DATA = packaging/openldap/acctguard.ldif packaging/openldap/acctguard.schema

# for pam-auth-update: copied to /usr/share/pam-configs by whoever wants it, see pam_acctguard(8)
dist_pkgdata_DATA = packaging/debian/pam-config

EXTRA_DIST += packaging/debian/needs.sh packaging/debian/unpack-slapd
