#!/bin/sh
# Runs an image as it is run in production: read-only, without privileges, with one volume. Checks that it refuses to
# start without the volume, serves, answers commands and its health check, and ends cleanly.
# Use: try-image.sh taskuno:0.1.0
set -eu
image=${1:?the image}
cd "$(dirname "$0")"

set +e
docker run --rm --read-only --tmpfs /tmp "$image"
code=$?
set -e
[ "$code" = 3 ] || { echo "without a volume it ends with $code instead of 3" >&2; exit 1; }

end() { docker rm --force --volumes taskuno-try > /dev/null; docker volume rm taskuno-try > /dev/null; }
trap end EXIT
docker run --detach --name taskuno-try --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges \
  --volume taskuno-try:/data --publish 127.0.0.1:18080:8080 "$image"
./smoke.sh http://127.0.0.1:18080
docker exec taskuno-try taskuno doctor
docker exec taskuno-try taskuno backup create

tries=0
until [ "$(docker inspect --format '{{.State.Health.Status}}' taskuno-try)" = healthy ]; do
  tries=$((tries + 1))
  [ "$tries" -lt 60 ] || { echo 'it does not become healthy' >&2; exit 1; }
  sleep 1
done

docker stop --time 60 taskuno-try
code=$(docker inspect --format '{{.State.ExitCode}}' taskuno-try)
[ "$code" = 0 ] || { docker logs taskuno-try >&2; echo "it ends with $code instead of 0" >&2; exit 1; }
echo "$image runs."
