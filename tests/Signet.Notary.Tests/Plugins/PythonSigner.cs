using Signet.Notary.Plugins;
using Signet.TestKit.Pki;

namespace Signet.Notary.Tests.Plugins;

/// <summary>
/// A signing plugin in Python 3 that has openssl sign with a key in a file, as a vendor without a library would write it.
/// The file <c>mode</c> makes it do one thing wrong.
/// </summary>
internal static class PythonSigner
{
    public static PluginClient Install(PluginLab lab, LabChain chain, string name = "python-signer", string mode = "")
    {
        lab.PutKey(name, chain);
        lab.Put(name, "mode", mode);
        return lab.Python(name, Script);
    }

    private const string Script = """
        import base64, json, re, subprocess, sys

        def read(file):
            with open(os.path.join(here, file)) as f:
                return f.read()

        mode = read("mode")
        request = json.load(sys.stdin)
        KEYS = {"(2048 bit": "RSA-2048", "(3072 bit": "RSA-3072", "(4096 bit": "RSA-4096",
                "(256 bit": "EC-256", "(384 bit": "EC-384", "(521 bit": "EC-521"}
        WIDTHS = {"EC-256": 32, "EC-384": 48, "EC-521": 66}
        HASHES = {"RSA-2048": "256", "RSA-3072": "384", "RSA-4096": "512", "EC-256": "256", "EC-384": "384", "EC-521": "512"}

        def openssl(*args, data=b""):
            return subprocess.run(["openssl", *args], input=data, capture_output=True, check=True).stdout

        def key_spec():
            text = openssl("pkey", "-in", os.path.join(here, "key.pem"), "-noout", "-text").decode()
            return next(spec for words, spec in KEYS.items() if words in text)

        def integers(der):
            at = 3 if der[1] & 0x80 else 2
            for _ in range(2):
                length = der[at + 1]
                yield int.from_bytes(der[at + 2:at + 2 + length], "big")
                at += 2 + length

        def sign(spec, payload):
            args = ["dgst", "-sha" + HASHES[spec], "-sign", os.path.join(here, "key.pem")]
            if spec.startswith("RSA"):
                salt = "20" if mode == "salt" else "digest"
                padding = "pkcs1" if mode == "pkcs1" else "pss"
                args += ["-sigopt", "rsa_padding_mode:" + padding]
                if padding == "pss":
                    args += ["-sigopt", "rsa_pss_saltlen:" + salt]
            if mode == "hashed":
                payload = openssl("dgst", "-sha" + HASHES[spec], "-binary", data=payload)
            value = openssl(*args, data=payload)
            if spec.startswith("EC") and mode != "der":
                value = b"".join(n.to_bytes(WIDTHS[spec], "big") for n in integers(value))
            if mode == "flipped":
                value = value[:-1] + bytes([value[-1] ^ 1])
            if mode == "short":
                value = value[1:]
            return value

        def run(command):
            if command == "get-plugin-metadata":
                return {"name": os.path.basename(here), "description": "signs with openssl", "version": "0.1.0",
                        "url": "https://plugins.example.com", "supportedContractVersions": ["1.0"],
                        "capabilities": ["SIGNATURE_GENERATOR.RAW"]}
            spec = key_spec()
            if command == "describe-key":
                return {"keyId": request["keyId"], "keySpec": "EC-384" if mode == "spec" else spec}
            chain = re.findall(r"-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", read("chain.pem"), re.S)
            chain = ["".join(c.split()) for c in chain]
            if mode == "reversed":
                chain.reverse()
            if mode == "leaf":
                chain = chain[:1]
            if mode == "junk":
                chain[0] = base64.b64encode(b"no certificate").decode()
            payload = base64.b64decode(request["payload"])
            prefix = "RSASSA-PSS-SHA-" if spec.startswith("RSA") else "ECDSA-SHA-"
            return {"keyId": request["keyId"], "signature": base64.b64encode(sign(spec, payload)).decode(),
                    "signingAlgorithm": prefix + HASHES[spec], "certificateChain": chain}

        json.dump(run(sys.argv[1]), sys.stdout)
        """;
}
