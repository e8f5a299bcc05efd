#!/bin/bash
# usb-unplug - a USB serial adapter on the real ftdi_sio, with our udev rules and the agent under its unit, is pulled
# while its board is asked, while it answers and while nobody asks; it comes back under another name.
exec "$HERE/vm/boot-installed.sh" -t 900 -u a -u b unplugged.py
