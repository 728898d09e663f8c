#!/usr/bin/env bash
# Makes sure a command is there: need.sh COMMAND DEBIAN-PACKAGE. As root on Debian-like systems it
# installs the package; otherwise it says what to install.
set -euo pipefail
command=$1 package=$2
command -v "$command" >/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  exec apt-get install -y -qq --no-install-recommends "$package" >/dev/null
fi
echo "$command is missing: install the package $package, then try again." >&2
exit 1
