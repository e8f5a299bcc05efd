#!/bin/bash
# usb-twins - two adapters with the same serial number, named by their sockets: they are pulled and come back in the
# other order, and no door is taken for another one's.
exec "$HERE/vm/boot-installed.sh" -t 900 -u a -u b twins.py
