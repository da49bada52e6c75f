using Signet.Notary.Plugins;
using Signet.TestKit.Pki;

namespace Signet.Notary.Tests.Plugins;

/// <summary>
/// The shortest signing plugin there is: twenty lines of shell around openssl, for one key of RSA-2048. It counts its calls in
/// <c>calls</c>.
/// </summary>
internal static class ShellSigner
{
    public static PluginClient Install(PluginLab lab, LabChain chain, string name = "shell-signer")
    {
        lab.PutKey(name, chain);
        return lab.Shell(name, Script);
    }

    private const string Script = """
        request=$(cat)
        echo "$1" >> "$here/calls"
        member() { printf '%s' "$request" | sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }
        case "$1" in
        get-plugin-metadata)
          printf '{"name":"%s","description":"signs with openssl","version":"0.1.0","url":"https://plugins.example.com",' \
            "$(basename "$here")"
          printf '"supportedContractVersions":["1.0"],"capabilities":["SIGNATURE_GENERATOR.RAW"]}' ;;
        describe-key)
          printf '{"keyId":"%s","keySpec":"RSA-2048"}' "$(member keyId)" ;;
        generate-signature)
          signature=$(member payload | openssl base64 -d -A | openssl dgst -sha256 -sign "$here/key.pem" \
            -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest | openssl base64 -A)
          chain=$(sed -e 's/-----BEGIN.*/"/' -e 's/-----END.*/",/' "$here/chain.pem" | tr -d '\n')
          printf '{"keyId":"%s","signingAlgorithm":"RSASSA-PSS-SHA-256","signature":"%s","certificateChain":[%s]}' \
            "$(member keyId)" "$signature" "${chain%,}" ;;
        *)
          printf '{"errorCode":"VALIDATION_ERROR","errorMessage":"unknown command %s"}' "$1" >&2
          exit 1 ;;
        esac
        """;
}
