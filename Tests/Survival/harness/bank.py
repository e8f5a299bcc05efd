"""The bank that the harness runs: its configuration and the text that an order leads to."""

import os

from stand_in import CREDENTIALS

FROM = "+12015550123"
DISTRIBUTOR = 'Gotham Électrique "East"'
LOCATION = "1515 Wayne Ave, Gotham, NJ 973"
# The order, its code and its compartments: each text says whose it is.
TEMPLATE = (
    "Order {order} waits in {compartments} at {distributor}, {location}. Your code: {code}. Reply X to stop.")

BOXES = [f"A{number}" for number in range(1, 17)]
# What belongs to one order at a time: twelve single compartments and two pairs.
BAYS = [[box] for box in BOXES[:12]] + [BOXES[12:14], BOXES[14:]]
# An opening later than this after the last close is the customer's.
RELOAD_WINDOW = 1


def text(number, body):
    """What the customer is to read, from the body that was put."""
    return TEMPLATE.format(
        order=number, compartments=", ".join(body["compartments"]), distributor=DISTRIBUTOR, location=LOCATION,
        code=body["code"])


def write_configuration(folder, *, url, store, socket, doors, hold):
    """Writes it into the folder, the credentials beside it.

    doors: the lines that say where the contacts are. hold: seconds from the last close to the text."""
    credentials = os.path.join(folder, "prokeep")
    with open(credentials, "w", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
        file.write(CREDENTIALS + "\n")
    path = os.path.join(folder, "config.yaml")
    with open(path, "w") as file:
        file.write(f"""\
bank: {{id: survival, distributor: '{DISTRIBUTOR}', location: "{LOCATION}", time_zone: America/New_York}}
prokeep:
  url: {url}
  from: "{FROM}"
  credentials_file: {credentials}
  pace: {{per_second: 100, burst: 1000}}
  retry_cap_s: 1
  splay_s: 0
notices: {{ready: {{text: '{TEMPLATE}'}}}}
timing: {{hold_s: {hold}, reload_window_s: {RELOAD_WINDOW}, pickup_before_text: hold}}
clock: trusted
store: {store}
api: {{socket: {socket}}}
{doors}""")
    return path
