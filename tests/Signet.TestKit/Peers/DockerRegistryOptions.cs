namespace Signet.TestKit.Peers;

/// <summary>How a <see cref="DockerRegistryServer"/> listens and whom it lets in.</summary>
public sealed record DockerRegistryOptions
{
    /// <summary>PEM files of the server's certificate and key; null for plain HTTP.</summary>
    public (string Certificate, string Key)? Tls { get; init; }

    /// <summary>An htpasswd file with bcrypt hashes, for Basic authentication.</summary>
    public string? HtpasswdFile { get; init; }

    /// <summary>Token authentication: realm, service, issuer, and the PEM bundle of the issuer's certificate.</summary>
    public (string Realm, string Service, string Issuer, string RootBundle)? Token { get; init; }

    internal string ToYaml(string folder, int port)
    {
        var tls = Tls is { } files
            ? $"""
                 tls:
                   certificate: {files.Certificate}
                   key: {files.Key}

               """
            : "";
        var auth = (HtpasswdFile, Token) switch
        {
            ({ } file, _) => $"""
                auth:
                  htpasswd:
                    realm: example
                    path: {file}

                """,
            (_, { } token) => $"""
                auth:
                  token:
                    realm: {token.Realm}
                    service: {token.Service}
                    issuer: {token.Issuer}
                    rootcertbundle: {token.RootBundle}

                """,
            _ => "",
        };
        return $"""
            version: 0.1
            log:
              level: warn
              accesslog:
                disabled: true
            storage:
              filesystem:
                rootdirectory: {folder}/storage
              delete:
                enabled: true
            http:
              addr: 127.0.0.1:{port}
            {tls}{auth}
            """;
    }
}
