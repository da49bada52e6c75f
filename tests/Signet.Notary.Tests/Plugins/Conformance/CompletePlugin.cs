using Signet.TestKit.Pki;

namespace Signet.Notary.Tests.Plugins.Conformance;

/// <summary>
/// A plugin in Python 3 that has every capability and keeps every rule; the file <c>mode</c> makes it break one. Written from
/// the specification alone, without anything of this repository.
/// </summary>
internal static class CompletePlugin
{
    public const string KeyId = "the key";

    public static void Install(PluginLab lab, LabChain chain, string mode = "")
    {
        lab.PutKey("complete", chain);
        lab.Put("complete", "mode", mode);
        lab.Python("complete", Script);
    }

    private const string Script = """
        import base64, datetime, json, re, struct, subprocess, sys, time

        def read(file):
            with open(os.path.join(here, file)) as f:
                return f.read()

        mode = read("mode")
        PREFIX = "io.cncf.notary."
        CAPABILITIES = ["SIGNATURE_GENERATOR.RAW", "SIGNATURE_GENERATOR.ENVELOPE", "SIGNATURE_GENERATOR.ENVELOPE_FOR_BLOB",
                        "SIGNATURE_VERIFIER.TRUSTED_IDENTITY", "SIGNATURE_VERIFIER.REVOCATION_CHECK"]

        def fail(code, message, status=1):
            error = {"errorCode": code, "errorMessage": message}
            if mode == "error without code":
                del error["errorCode"]
            json.dump(error, sys.stderr)
            sys.exit(2 if mode == "exit status" else status)

        def sign(payload):
            der = subprocess.run(["openssl", "dgst", "-sha256", "-sign", os.path.join(here, "key.pem")],
                                 input=payload, capture_output=True, check=True).stdout
            if mode == "der":
                return der
            at, value = 2, b""
            for _ in range(2):
                length = der[at + 1]
                value += int.from_bytes(der[at + 2:at + 2 + length], "big").to_bytes(32, "big")
                at += 2 + length
            return value[:-1] + bytes([value[-1] ^ 1]) if mode == "flipped" else value

        def chain():
            found = re.findall(r"-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", read("chain.pem"), re.S)
            found = ["".join(c.split()) for c in found]
            return found[:1] + found[:0:-1] if mode == "chain order" else found

        def url64(data):
            return base64.urlsafe_b64encode(data).decode().rstrip("=")

        def jws(payload, now, expiry):
            protected = {"alg": "ES256", "cty": request["payloadType"], "crit": [PREFIX + "signingScheme"],
                         PREFIX + "signingScheme": "notary.x509", PREFIX + "signingTime": now.strftime("%Y-%m-%dT%H:%M:%SZ")}
            if expiry:
                protected["crit"].append(PREFIX + "expiry")
                protected[PREFIX + "expiry"] = expiry.strftime("%Y-%m-%dT%H:%M:%SZ")
            head, body = url64(json.dumps(protected).encode()), url64(payload)
            return json.dumps({"payload": body, "protected": head, "header": {"x5c": chain()},
                               "signature": url64(sign((head + "." + body).encode()))}).encode()

        def cbor(value):
            def head(major, n):
                return (bytes([major << 5 | n]) if n < 24 else bytes([major << 5 | 24, n]) if n < 256
                        else bytes([major << 5 | 25]) + struct.pack(">H", n) if n < 65536
                        else bytes([major << 5 | 26]) + struct.pack(">I", n))
            if isinstance(value, datetime.datetime):
                return head(6, 1) + cbor(int(value.timestamp()))
            if isinstance(value, int):
                return head(0, value) if value >= 0 else head(1, -1 - value)
            if isinstance(value, bytes):
                return head(2, len(value)) + value
            if isinstance(value, str):
                return head(3, len(value.encode())) + value.encode()
            if isinstance(value, list):
                return head(4, len(value)) + b"".join(map(cbor, value))
            return head(5, len(value)) + b"".join(cbor(k) + cbor(v) for k, v in value.items())

        def cose(payload, now, expiry):
            protected = {1: -7, 2: [PREFIX + "signingScheme"], 3: request["payloadType"],
                         PREFIX + "signingTime": now, PREFIX + "signingScheme": "notary.x509"}
            if expiry:
                protected[2].append(PREFIX + "expiry")
                protected[PREFIX + "expiry"] = expiry
            head = cbor(protected)
            value = sign(cbor(["Signature1", head, b"", payload]))
            return b"\xd2" + cbor([head, {33: [base64.b64decode(c) for c in chain()]}, payload, value])

        def metadata():
            answer = {"name": "complete", "description": "keeps every rule", "version": "1.0.0",
                      "url": "https://plugins.example.com", "supportedContractVersions": ["1.0"], "capabilities": CAPABILITIES}
            if mode == "description":
                del answer["description"]
            if mode == "name":
                answer["name"] = "other"
            if mode == "version":
                answer["version"] = "v1"
            if mode == "url":
                answer["url"] = "plugins.example.com"
            if mode == "contract versions":
                answer["supportedContractVersions"] = ["1.0", "1.1"]
            if mode == "capabilities":
                answer["capabilities"] = CAPABILITIES + ["SIGNATURE_GENERATOR.MAGIC"]
            if mode == "changes":
                answer["description"] = str(time.time_ns())
            return answer

        def verify():
            asked = request["trustPolicy"]["signatureVerification"]
            results = {c: {"success": False, "reason": "nobody is trusted"} for c in asked}
            if mode == "no reason":
                del results[asked[0]]["reason"]
            if mode == "no result":
                del results[asked[0]]
            if mode == "other result":
                results["SIGNATURE_VERIFIER.OTHER"] = {"success": True}
            return {"verificationResults": results, "processedAttributes": ["x"] if mode == "processed" else []}

        def envelope():
            now = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
            seconds = request.get("expiryDurationInSeconds")
            expiry = now + datetime.timedelta(seconds=seconds) if seconds and mode != "no expiry" else None
            payload = base64.b64decode(request["payload"])
            if mode == "other payload":
                payload = payload.replace(b'"size":', b'"size":1')
            is_cose = request["signatureEnvelopeType"] == "application/cose"
            if is_cose and mode == "no cose":
                fail("VALIDATION_ERROR", "COSE is not known here")
            made = (cose if is_cose else jws)(payload, now, expiry)
            return {"signatureEnvelope": base64.b64encode(made).decode(), "signatureEnvelopeType": request["signatureEnvelopeType"]}

        if mode == "talks":
            print("loading")
        if mode == "warns":
            print("deprecated", file=sys.stderr)
        command = sys.argv[1]
        commands = ["get-plugin-metadata", "describe-key", "generate-signature", "generate-envelope", "verify-signature"]
        if command not in commands:
            if mode == "usage":
                sys.exit("usage: " + " ".join(commands))
            if mode == "accepts":
                sys.exit(0)
            fail("VALIDATION_ERROR", "unknown command")
        text = os.read(0, 65536).decode() if mode == "one buffer" else sys.stdin.read()
        try:
            request = json.loads(text)
        except ValueError:
            if mode == "crashes":
                raise
            fail("ERROR" if mode == "error" else "VALIDATION_ERROR", "no JSON")
        if mode == "strict" and command == "get-plugin-metadata" and set(request) - {"pluginConfig"}:
            fail("VALIDATION_ERROR", "unknown member")
        if command != "get-plugin-metadata" and request["contractVersion"] != "1.0" and mode != "any version":
            fail("UNSUPPORTED_CONTRACT_VERSION", "1.0 only")
        if "key" in command or "generate" in command:
            with open(os.path.join(here, "keys"), "a") as f:
                f.write(request["keyId"] + "\n")
            if request["keyId"] == "" and mode != "any key":
                fail("VALIDATION_ERROR", "keyId is empty")
            if mode == "denied" and request["keyId"] != "":
                fail("ACCESS_DENIED", "wrong PIN")
            if mode == "denied later" and command == "generate-signature":
                fail("ACCESS_DENIED", "wrong PIN")
            if request["keyId"] not in ("the key", "") and mode != "any key":
                if mode == "trace":
                    raise KeyError(request["keyId"])
                fail("VALIDATION_ERROR", "no such key")
        if mode == "once" and command == "generate-signature":
            if read("keys").count("the key") > 3:
                fail("THROTTLED", "later")
        if command == "get-plugin-metadata":
            answer = metadata()
        elif command == "describe-key":
            answer = {"keyId": request["keyId"] + ("x" if mode == "echo" else ""), "keySpec": "EC-255" if mode == "spec" else "EC-256"}
        elif command == "generate-signature":
            answer = {"keyId": request["keyId"], "signature": base64.b64encode(sign(base64.b64decode(request["payload"]))).decode(),
                      "signingAlgorithm": "RSASSA-PSS-SHA-256" if mode == "algorithm" else "ECDSA-SHA-256", "certificateChain": chain()}
            if mode == "signature echo":
                answer["keyId"] = "x"
            if mode == "text only":
                try:
                    base64.b64decode(request["payload"]).decode()
                except UnicodeDecodeError:
                    fail("ERROR", "no text")
        elif command == "generate-envelope":
            answer = envelope()
        else:
            answer = verify()
        json.dump(answer, sys.stdout)
        """;
}
