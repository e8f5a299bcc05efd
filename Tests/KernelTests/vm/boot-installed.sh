#!/bin/bash
# boot-installed.sh - a whole Debian with systemd and udev, what `make install` lays down beside the scripts of
# ../support, and one of these run in it. Called by the tests of ../run, which sets HERE, ROOT and WORK.
#   boot-installed.sh [BOOT_DISK_OPTION...] SCRIPT
# Env: LOCKER_AGENT_TREE   an installed tree to take (default: made here by `make install DESTDIR=`)
set -eu
script=${*: -1}; share="$WORK/${script%.py}"; mkdir -p "$share"
if [ -n "${LOCKER_AGENT_TREE:-}" ]; then cp -a "$LOCKER_AGENT_TREE" "$share/tree"
else make -C "$ROOT" --no-print-directory install DESTDIR="$share/tree"; fi
cp "$HERE"/support/*.py "$share"
"$HERE/vm/boot-disk.sh" -s "$share" "${@:1:$#-1}" -- python3 -B "$share/$script"
