using Signet.Notary.Trust;
using static Signet.Notary.Tests.Trust.PolicyText;

namespace Signet.Notary.Tests.Trust;

public sealed class BlobTrustPolicyTests : IDisposable
{
    private static readonly string Valid = Document(
        "1.0", Blob("releases"), Blob("rest", "\"globalPolicy\":true"), Blob("none", "\"signatureVerification\":{\"level\":\"skip\"},\"trustStores\":[],\"trustedIdentities\":[]"));

    private readonly TempConfig _config = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("releases", "releases")]
    [InlineData("none", "none")]
    [InlineData(null, "rest")]
    [InlineData("Releases", null)]
    [InlineData("other", null)]
    public void Statement_is_chosen_by_name_and_the_global_one_only_without_a_name(string? name, string? statement) =>
        Assert.Equal(statement, ParseBlob(Valid).SelectStatement(name)?.Statement.Name);

    [Fact]
    public void Without_a_global_statement_nothing_applies_without_a_name() =>
        Assert.Null(ParseBlob(Document("1.0", Blob("a"))).SelectStatement());

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void Blank_name_is_refused(string name) => Assert.Equal(
        "policy name cannot be empty", Assert.Throws<FormatException>(() => ParseBlob(Valid).SelectStatement(name)).Message);

    [Theory]
    [InlineData("\"globalPolicy\":true", "\"globalPolicy\":true", "multiple blob trust policy statements have globalPolicy set to true. Only one trust policy statement can be marked as global policy")]
    [InlineData("\"globalPolicy\":true,\"signatureVerification\":{\"level\":\"skip\"},\"trustStores\":[],\"trustedIdentities\":[]", "", "blob trust policy: global blob trust policy statement \"a\" cannot have verification level set to skip")]
    [InlineData("\"signatureVerification\":{\"level\":\"x\"}", "", "blob trust policy: trust policy statement \"a\" has invalid signatureVerification: invalid signature verification level \"x\"")]
    [InlineData("\"name\":\"b\"", "", "multiple blob trust policy statements use the same name \"b\", statement names must be unique")]
    [InlineData("\"trustStores\":[]", "", "blob trust policy: trust policy statement \"a\" is either missing trust stores or trusted identities, both must be specified")]
    [InlineData("\"globalPolicy\":\"true\"", "", "member \"globalPolicy\" must be a boolean and is a string")]
    public void Faults_have_the_texts_of_notation(string first, string second, string fault) =>
        Assert.Equal([fault], Faults(Document("1.0", Blob("a", first), Blob("b", second)), isBlob: true));

    [Theory]
    [InlineData("{}", "blob trust policy document has empty version, version must be specified")]
    [InlineData("{\"version\":\"2\"}", "blob trust policy document uses unsupported version \"2\"")]
    [InlineData("{\"version\":\"1.0\"}", "blob trust policy document can not have zero trust policy statements")]
    public void Document_rules_have_the_texts_of_notation(string text, string fault) => Assert.Equal(fault, Faults(text, isBlob: true)[0]);

    [Fact]
    public void Scopes_mean_nothing_for_blobs()
    {
        var document = ParseBlob(Document("1.0", Blob("a", "\"registryScopes\":[\"x y\"]")));
        Assert.Contains("\"registryScopes\" that has no meaning and is ignored", Assert.Single(document.Warnings), StringComparison.Ordinal);
        Assert.Empty(document.Statements[0].RegistryScopes);
    }

    [Theory]
    [InlineData("\"requiredSignatures\":2", "requires 2 signatures by distinct identities and trusts every identity")]
    [InlineData("\"excludedScopes\":[\"a.example.com/b\"]", "\"excludedScopes\" that has no meaning in version")]
    [InlineData("\"registryScopes\":[\"a.example.com/b\"]", "\"registryScopes\" that has no meaning in version")]
    public void What_only_registries_have_is_refused_in_the_superset(string member, string fault) =>
        Assert.Contains(fault, Assert.Single(Faults(Document(Superset, Blob("a", member)), isBlob: true)), StringComparison.Ordinal);

    [Fact]
    public void Requirements_of_one_signature_are_for_blobs_too() => Assert.Equal(
        ["signed metadata a", "signing key of at least EC-256", "signed within 3d"],
        ParseBlob(Document(Superset, Blob("a", "\"requiredUserMetadata\":[\"a\"],\"minimumKeySpecs\":[\"EC-256\"],\"maximumSignatureAge\":\"3d\"")))
            .Statements[0].Requirements.Describe());

    [Fact]
    public void A_written_policy_reads_back()
    {
        var document = ParseBlob(Valid);
        var again = BlobTrustPolicyDocument.Parse(TrustPolicyWriter.Write(document.Statements), "written");
        Assert.Equal(document.Statements.Select(s => (s.Name, s.IsGlobal, s.Level)), again.Statements.Select(s => (s.Name, s.IsGlobal, s.Level)));
    }

    [Fact]
    public async Task File_is_read_from_the_configuration_directory_or_the_environments()
    {
        var missing = await Assert.ThrowsAsync<TrustPolicyException>(() => BlobTrustPolicyDocument.LoadAsync(_config.Directories, null, Token));
        Assert.Equal(TrustPolicyError.Missing, missing.Error);
        _config.Write(_config.Directories.BlobTrustPolicyFile, Valid);
        Assert.Equal(3, (await BlobTrustPolicyDocument.LoadAsync(_config.Directories, null, Token)).Statements.Count);
        _config.Write(Path.Combine(_config.Directories.ConfigDirectory, "policies", "prod.blob.json"), Document("1.0", Blob("p")));
        Assert.Equal("p", (await BlobTrustPolicyDocument.LoadAsync(_config.Directories, "prod", Token)).Statements[0].Name);
    }

    public void Dispose() => _config.Dispose();

    private static string Blob(string name, string members = "") => Statement(members, name, isBlob: true);
}
