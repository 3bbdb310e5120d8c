#!/bin/sh
# Starts the provider, waits until it answers, verifies it, and stops it.
set -eu
port=${PORT:-8000}

python3 provider.py "$port" &
provider=$!
trap 'kill "$provider"' EXIT

# Any response will do, also a refusal.
curl --silent --show-error --output /dev/null --retry 60 --retry-delay 1 --retry-connrefused \
  "http://127.0.0.1:$port/"

npx data-api-verify --provider "http://127.0.0.1:$port" --report reports "$@"
