#!/bin/sh
# Certificates for the members of the log: $CERTIFICATES/<host>/node.crt and node.key for each host of $LOG_NAMES, and the
# authority that signed them in $AUTHORITY/ca.crt. Made anew, all of them, where one is missing or ends within 30 days; the
# authority's key is thrown away. Restart log and desk after that.
set -eu
certificates=${CERTIFICATES:-/certificates}
authority=${AUTHORITY:-/authority}
owner=${LOG_USER:-1000:1000}

sound() {
  openssl x509 -checkend 2592000 -noout -in "$authority/ca.crt" >/dev/null 2>&1 || return 1
  for name in $LOG_NAMES; do
    [ -f "$certificates/$name/node.key" ] || return 1
    openssl x509 -checkend 2592000 -noout -in "$certificates/$name/node.crt" >/dev/null 2>&1 || return 1
    openssl verify -CAfile "$authority/ca.crt" "$certificates/$name/node.crt" >/dev/null 2>&1 || return 1
  done
}

if sound; then
  echo 'the certificates are sound'
  exit 0
fi
umask 077
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
openssl req -x509 -newkey rsa:3072 -sha256 -days 1825 -nodes -subj '/CN=topicdesk log authority' \
  -keyout "$work/ca.key" -out "$work/ca.crt" 2>/dev/null
for name in $LOG_NAMES; do
  # The members know each other by this common name.
  openssl req -newkey rsa:3072 -nodes -subj '/CN=eventstoredb-node' -keyout "$work/node.key" -out "$work/node.csr" 2>/dev/null
  printf 'subjectAltName=DNS:%s,DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth,clientAuth\nkeyUsage=digitalSignature,keyEncipherment\n' \
    "$name" >"$work/extensions"
  openssl x509 -req -sha256 -days 825 -in "$work/node.csr" -CA "$work/ca.crt" -CAkey "$work/ca.key" -CAcreateserial \
    -extfile "$work/extensions" -out "$work/node.crt" 2>/dev/null
  mkdir -p "$certificates/$name"
  # As PKCS#1, which every version of the server reads.
  openssl rsa -traditional -in "$work/node.key" -out "$certificates/$name/node.key" 2>/dev/null
  cp "$work/node.crt" "$certificates/$name/node.crt"
done
mkdir -p "$authority"
cp "$work/ca.crt" "$authority/ca.crt"
chmod 755 "$authority"
chmod 644 "$authority/ca.crt"
chown -R "$owner" "$certificates"
echo "new certificates for $LOG_NAMES"
