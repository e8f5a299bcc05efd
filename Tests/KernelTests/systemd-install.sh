#!/bin/bash
# systemd-install - what `make install` lays down, on a whole Debian with systemd and udev: groups, devices, the unit;
# an order's text goes out; a stop is clean.
exec "$HERE/vm/boot-installed.sh" -t 400 installed.py
