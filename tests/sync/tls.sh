#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# tls.sh: a server that cannot prove who it is gets nothing from us, not even a name (C53): a matrix of certificates,
# by ldaps and by StartTLS; and a server that sends us elsewhere is not followed (C54).
# Trusts lib.sh and openssl. slapd listens on 127.0.0.1 only. Exits 77 without openssl.
set -euo pipefail
command -v openssl >/dev/null || { echo "openssl is not here"; exit 77; }
# shellcheck source=tests/sync/lib.sh
. "$(dirname "$0")/lib.sh"

free_port() {
    local port
    while :; do
        port=$((20000 + RANDOM % 12000))
        (: >"/dev/tcp/127.0.0.1/$port") 2>/dev/null || (: >"/dev/tcp/127.0.0.1/$((port + 1))") 2>/dev/null ||
            { echo "$port"; return; }
    done
}
SLAPD_PORT=$(free_port)
export SLAPD_PORT
begin
root=cn=sync,$base

# One key for all certificates, so that slapd needs a new certificate only.
ca() {                                              # NAME
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$work/$1.key" \
        -out "$work/$1.pem" -subj "/CN=$1" -days 30 2>>"$work/openssl.log"
}
certificate() {                                     # NAME CA SAN DAYS
    openssl req -new -key "$work/server.key" -subj /CN=127.0.0.1 -out "$work/request" 2>>"$work/openssl.log"
    printf '%s\n' "${3:+subjectAltName=$3}" basicConstraints=CA:FALSE >"$work/extensions"
    openssl x509 -req -in "$work/request" -CA "$work/$2.pem" -CAkey "$work/$2.key" -CAcreateserial -days "$4" \
        -extfile "$work/extensions" -out "$work/$1.pem" 2>>"$work/openssl.log"
}
ca ca
ca foreign
openssl ecparam -name prime256v1 -genkey -noout -out "$work/server.key"
certificate good ca IP:127.0.0.1 30
certificate wrong_name ca IP:127.0.0.2 30
certificate name_in_cn_only ca '' 30
certificate expired ca IP:127.0.0.1 -1
certificate foreign_ca foreign IP:127.0.0.1 30
openssl req -x509 -key "$work/server.key" -out "$work/self_signed.pem" -subj /CN=127.0.0.1 -days 30 \
    -addext subjectAltName=IP:127.0.0.1 2>>"$work/openssl.log"

modify <<END
dn: olcDatabase={1}mdb,cn=config
changetype: modify
replace: olcRootDN
olcRootDN: $root
-
replace: olcRootPW
olcRootPW: a password of the test
END
echo "a password of the test" >"$etc/password"
chmod 600 "$etc/password"

serve() {                                           # CERTIFICATE
    modify <<END
dn: cn=config
changetype: modify
replace: olcTLSCertificateKeyFile
olcTLSCertificateKeyFile: $work/server.key
-
replace: olcTLSCertificateFile
olcTLSCertificateFile: $work/$1.pem
END
}
by() {                                              # PROTOCOL
    local port=$SLAPD_PORT
    [[ $1 == ldap ]] || port=$((SLAPD_PORT + 1))
    sync_conf "directory_uri = $1://127.0.0.1:$port" "directory_bind_dn = $root" \
        "directory_bind_password_file = ${etc#"$work"}/password" "directory_ca_file = $work/ca.pem"
}
# How often slapd has heard our name.
binds() { grep -c "BIND dn=\"$root\"" "$work/slapd/slapd.log" || true; }
sockets() { grep -c 'ACCEPT from PATH=' "$work/slapd/slapd.log" || true; }
accepts() { grep -c 'ACCEPT from IP=127' "$work/slapd/slapd.log" || true; }

refused() {                                         # WHAT
    local before accepted
    before=$(binds) accepted=$(accepts)
    ag sync plan --roster "$work/roster.csv"
    if ((status == 3)) && [[ $(binds) == "$before" ]] && (($(accepts) > accepted)); then
        ok "$1"
    else
        not_ok "$1 (status $status, $(($(binds) - before)) binds)" "$(cat "$work/out")"
    fi
}
accepted() {                                        # WHAT
    local before
    before=$(binds)
    ag sync plan --roster "$work/roster.csv"
    if ((status == 0 && $(binds) > before)); then ok "$1"; else not_ok "$1 (status $status)" "$(cat "$work/out")"; fi
}

by ldap
refused "C53 StartTLS is not offered"
for protocol in ldap ldaps; do
    by "$protocol"
    serve good
    accepted "C53 $protocol: a good certificate is let through"
    for bad in wrong_name name_in_cn_only expired self_signed foreign_ca; do
        serve "$bad"
        refused "C53 $protocol: ${bad//_/ } is refused, and no name or password was sent"
    done
done

# elsewhere WHAT: as refused(), but after the bind; whoever is followed would be met at slapd's own socket
elsewhere() {
    local before
    before=$(sockets)
    ag sync plan --roster "$work/roster.csv"
    if ((status == 3)) && ag_says 'sends us elsewhere' && [[ $(sockets) == "$before" ]]; then
        ok "$1"
    else
        not_ok "$1 (status $status, $(($(sockets) - before)) more connections)" "$(cat "$work/out")"
    fi
}
serve good
ldapadd -MQY EXTERNAL -H "$uri" >/dev/null <<END
dn: ou=elsewhere,$base
objectClass: referral
objectClass: extensibleObject
ou: elsewhere
ref: $uri/ou=people,$base
END
elsewhere "C54 a reference among the results is not followed"
ldapdelete -MQY EXTERNAL -H "$uri" "ou=elsewhere,$base"
accepted "C54 without it all is well"
modify <<END
dn: cn=config
changetype: modify
replace: olcReferral
olcReferral: $uri
END
saved=$base base=dc=elsewhere
by ldaps
elsewhere "C54 a referral for the whole base is not followed"
base=$saved
conclude
