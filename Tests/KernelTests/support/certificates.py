"""A certificate authority of the test's own, and a server's certificate by it; valid for a month from now."""

import os
import subprocess

DAYS = "30"
KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


def make_certificates(folder, address="127.0.0.1"):
    """The paths of the authority's certificate, the server's certificate and the server's key."""
    os.makedirs(folder)
    path = lambda name: f"{folder}/{name}"
    openssl("req", "-x509", *KEY, "-days", DAYS, "-subj", "/CN=Test authority",
            "-keyout", path("ca.key"), "-out", path("ca.pem"))
    openssl("req", *KEY, "-subj", f"/CN={address}", "-keyout", path("server.key"), "-out", path("server.csr"))
    with open(path("extensions"), "w") as file:
        file.write(f"subjectAltName=IP:{address}\n")
    openssl("x509", "-req", "-in", path("server.csr"), "-CA", path("ca.pem"), "-CAkey", path("ca.key"),
            "-CAcreateserial", "-days", DAYS, "-extfile", path("extensions"), "-out", path("server.pem"))
    return path("ca.pem"), path("server.pem"), path("server.key")


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
