#!/usr/bin/env python3
"""A signing plugin as a vendor writes it without a library: makes whole envelopes by hand, JWS and COSE, with openssl.

The key id is the path of the private key; the setting certChain is the path of the certificates, leaf first. The setting
capability makes it sign bytes instead (RAW), and mode makes it do one thing wrong.
"""
import base64
import json
import os
import re
import subprocess
import sys
import time

request = json.load(sys.stdin)
config = request.get("pluginConfig") or {}
mode = config.get("mode", "")

KINDS = {"(2048 bit": "RSA-2048", "(3072 bit": "RSA-3072", "(4096 bit": "RSA-4096",
         "(256 bit": "EC-256", "(384 bit": "EC-384", "(521 bit": "EC-521"}
# Hash, width of a number, algorithm in JWS and in COSE.
PARTS = {"RSA-2048": ("256", 0, "PS256", -37), "RSA-3072": ("384", 0, "PS384", -38), "RSA-4096": ("512", 0, "PS512", -39),
         "EC-256": ("256", 32, "ES256", -7), "EC-384": ("384", 48, "ES384", -35), "EC-521": ("512", 66, "ES512", -36)}
SCHEME, TIME, EXPIRY = (f"io.cncf.notary.{n}" for n in ("signingScheme", "signingTime", "expiry"))


def openssl(*args, data=b""):
    return subprocess.run(["openssl", *args], input=data, capture_output=True, check=True).stdout


def key_spec():
    text = openssl("pkey", "-in", request["keyId"], "-noout", "-text").decode()
    return next(spec for words, spec in KINDS.items() if words in text)


def chain():
    with open(config["certChain"]) as f:
        blocks = re.findall(r"-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", f.read(), re.S)
    return ["".join(block.split()) for block in blocks]


def numbers(der):
    at = 3 if der[1] & 0x80 else 2
    for _ in range(2):
        length = der[at + 1]
        yield int.from_bytes(der[at + 2:at + 2 + length], "big")
        at += 2 + length


def sign(spec, content):
    bits, width, _, _ = PARTS[spec]
    args = ["dgst", "-sha" + bits, "-sign", request["keyId"]]
    if spec.startswith("RSA"):
        return openssl(*args, "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:digest", data=content)
    return b"".join(n.to_bytes(width, "big") for n in numbers(openssl(*args, data=content)))


def url64(content):
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def rfc3339(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def jws(spec, payload, now, expiry):
    header = {"alg": PARTS[spec][2], "crit": [SCHEME], "cty": request["payloadType"], SCHEME: "notary.x509", TIME: rfc3339(now)}
    if expiry:
        header["crit"].append(EXPIRY)
        header[EXPIRY] = rfc3339(now + expiry)
    protected, body = url64(json.dumps(header).encode()), url64(payload)
    return json.dumps({
        "payload": body, "protected": protected,
        "header": {"x5c": chain(), "io.cncf.notary.signingAgent": "python-envelope/0.1.0"},
        "signature": url64(sign(spec, f"{protected}.{body}".encode()))}).encode()


def cbor(value):
    def head(major, n):
        for size, info in ((1, 24), (2, 25), (4, 26), (8, 27)):
            if n < 24:
                return bytes([major << 5 | n])
            if n < 1 << 8 * size:
                return bytes([major << 5 | info]) + n.to_bytes(size, "big")

    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(map(cbor, value))
    if isinstance(value, tuple):  # a tag and what it marks
        return head(6, value[0]) + cbor(value[1])
    return head(5, len(value)) + b"".join(cbor(k) + cbor(v) for k, v in value.items())


def cose(spec, payload, now, expiry):
    header = {1: PARTS[spec][3], 2: [SCHEME], 3: request["payloadType"], SCHEME: "notary.x509", TIME: (1, now)}
    if expiry:
        header[2].append(EXPIRY)
        header[EXPIRY] = (1, now + expiry)
    protected = cbor(header)
    signature = sign(spec, cbor(["Signature1", protected, b"", payload]))
    certificates = [base64.b64decode(c) for c in chain()]
    return cbor((18, [protected, {33: certificates, "io.cncf.notary.signingAgent": "python-envelope/0.1.0"}, payload, signature]))


def bent(payload):
    content = json.loads(payload)
    target = content["targetArtifact"]
    if mode == "payload":
        target["digest"] = "sha256:" + 64 * "0"
    elif mode == "size":
        target["size"] += 1
    elif mode == "member":
        target["zone"] = "x"
    elif mode == "annotation":
        target.setdefault("annotations", {})["added"] = "by the plugin"
    else:
        return payload
    return json.dumps(content, separators=(",", ":")).encode()


def envelope():
    spec, now = key_spec(), int(time.time())
    make = jws if request["signatureEnvelopeType"] == "application/jose+json" else cose
    made = make(spec, bent(base64.b64decode(request["payload"])), now, request.get("expiryDurationInSeconds", 0))
    if mode == "broken":
        made = made[:-10] + bytes([made[-10] ^ 1]) + made[-9:]
    return {"signatureEnvelope": base64.b64encode(made).decode(), "signatureEnvelopeType": request["signatureEnvelopeType"],
            "annotations": {"com.example.ticket": "T-1", "org.opencontainers.image.created": "1970-01-01T00:00:00Z"}}


def signature():
    spec, content = request["keySpec"], base64.b64decode(request["payload"])
    if mode == "payload":
        content += b" "
    return {"keyId": "another" if mode == "key" else request["keyId"],
            "signature": base64.b64encode(sign(spec, content)).decode(),
            "signingAlgorithm": ("RSASSA-PSS-SHA-" if spec.startswith("RSA") else "ECDSA-SHA-") + PARTS[spec][0],
            "certificateChain": chain()}


def metadata():
    return {"name": "python-envelope", "description": "makes envelopes with openssl", "version": "0.1.0",
            "url": "https://plugins.example.com", "supportedContractVersions": ["1.0"],
            "capabilities": ["SIGNATURE_GENERATOR." + config.get("capability", "ENVELOPE")]}


def described():
    return {"keyId": "another" if mode == "described" else request["keyId"], "keySpec": key_spec()}


COMMANDS = {"get-plugin-metadata": metadata, "describe-key": described, "generate-signature": signature,
            "generate-envelope": envelope}
command = sys.argv[1]
if mode == "environment":
    with open(config["record"], "a") as f:
        f.write("".join(f"{name}\n" for name in os.environ))
if mode.startswith("hang") and command.startswith(mode.partition(" ")[2]):
    with open(config["record"], "w") as f:
        f.write(str(os.getpid()))
    time.sleep(3600)
if mode == "refuse" and command != "get-plugin-metadata":
    json.dump({"errorCode": "ACCESS_DENIED", "errorMessage": "not\x1b[2J you", "errorMetadata": {"request": "r-1"}}, sys.stderr)
    sys.exit(1)
if mode == "crash":
    sys.exit(3)
if mode == "noise":
    print("loading the key ...")
json.dump(COMMANDS[command](), sys.stdout)
