#!/bin/sh
# A member of the replica set. The key that members know each other by comes from $MONGO_REPLICA_KEY, and is in a file only
# while the member runs. A key file also makes everybody give a name and a password.
set -eu
: "${MONGO_REPLICA_KEY:?set it to 6 to 1024 characters of base64}"
umask 077
keyfile=$(mktemp)
printf '%s\n' "$MONGO_REPLICA_KEY" >"$keyfile"
chmod 400 "$keyfile"
unset MONGO_REPLICA_KEY
exec mongod --replSet desk --keyFile "$keyfile" "$@"
