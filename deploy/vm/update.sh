#!/bin/sh
# Switches to another version, or back to the one before. If the new one does not become ready, the old one goes on and
# .env stays as it was.
# Use: update.sh ghcr.io/example/taskuno:0.1.1
#      update.sh --back
set -eu
cd "$(dirname "$0")"
image=${1:?the image, or --back}

if [ "$image" = --back ]; then
  image=$(sed -n 's/^IMAGE=//p' .env.before)
fi
case $image in
  *[!A-Za-z0-9._:/@-]*) echo "this is not the name of an image: $image" >&2; exit 2 ;;
esac

cp -p .env .env.old
sed -i "s#^IMAGE=.*#IMAGE=$image#" .env
if ./switch.sh; then
  mv .env.old .env.before
else
  mv .env.old .env
  exit 1
fi
