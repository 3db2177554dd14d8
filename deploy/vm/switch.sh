#!/bin/sh
# Starts the other of blue and green with the image in .env, waits until it is ready, then stops the first: without a
# failed request. If the new one does not become ready it is stopped again, and the old one stays.
set -eu
cd "$(dirname "$0")"

running() { [ -n "$(docker compose ps --quiet --status running "$1")" ]; }
is_ready() {
  docker compose exec -T "$1" node -e \
    'fetch("http://127.0.0.1:8080/health/ready").then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))'
}

old=
new=blue
if running blue; then
  old=blue
  new=green
elif running green; then
  old=green
fi

echo "Starting $new …"
# An image that was built here is in no registry: the next step fails if it is not here either.
docker compose pull --quiet --ignore-pull-failures "$new"
docker compose up --detach --no-recreate postgres proxy
docker compose up --detach --force-recreate "$new"
tries=0
until is_ready "$new"; do
  tries=$((tries + 1))
  if [ "$tries" -ge 60 ] || ! running "$new"; then
    docker compose logs --tail 50 "$new" >&2
    docker compose stop "$new"
    echo "$new did not become ready and was stopped. ${old:-Nothing} goes on." >&2
    exit 1
  fi
  sleep 1
done

if [ -n "$old" ]; then
  # The proxy looks for ready places twice a second.
  sleep 2
  echo "Stopping $old …"
  docker compose stop "$old"
fi
echo "$new serves."
