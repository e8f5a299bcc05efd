#!/bin/bash
# systemd-install - what `make install` lays down, on a whole Debian with systemd and udev: groups, devices, the unit;
# an order's text goes out; a stop is clean. Run by ./run, which sets HERE, ROOT and WORK.
# Env: LOCKER_AGENT_TREE   an installed tree to take (default: made here by `make install DESTDIR=`)
set -eu
share="$WORK/systemd-install"; mkdir -p "$share"
if [ -n "${LOCKER_AGENT_TREE:-}" ]; then cp -a "$LOCKER_AGENT_TREE" "$share/tree"
else make -C "$ROOT" --no-print-directory install DESTDIR="$share/tree"; fi
cp "$HERE"/support/*.py "$share"
"$HERE/vm/boot-disk.sh" -s "$share" -t 400 -- python3 -B "$share/installed.py"
