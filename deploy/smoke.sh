#!/bin/sh
# Checks an installation from outside: it is ready, the browser app and the API answer, and the pages refuse a stranger.
# Use: smoke.sh https://tasks.example.com
set -eu
url=${1:?the address of the installation}

expect() {
  status=$(curl --silent --show-error --output /dev/null --write-out '%{http_code}' --max-time 10 "$url$2")
  if [ "$status" != "$1" ]; then
    echo "$url$2 answers $status instead of $1" >&2
    exit 1
  fi
}

curl --silent --output /dev/null --fail --max-time 10 --retry 30 --retry-delay 1 --retry-all-errors "$url/health/ready"
expect 200 /
expect 200 /api/v1/meta
expect 401 /api/v1/organizations
expect 404 /api/v1/nothing
echo "$url serves."
