using Signet.Cli.Output;

namespace Signet.Cli.Tests.Output;

public sealed class SecretRedactorTests
{
    [Theory]
    [InlineData("password is sword/fish!", "password is *****")]
    [InlineData("url https://r/?p=sword%2Ffish%21", "url https://r/?p=*****")]
    [InlineData("Authorization: Basic YWxpY2U6c3dvcmQvZmlzaCE=", "Authorization: Basic *****")]
    [InlineData("nothing here", "nothing here")]
    public void H6_a_secret_is_replaced_in_every_form(string text, string expected)
    {
        var redactor = new SecretRedactor();
        redactor.Add("sword/fish!", "alice");

        Assert.Equal(expected, redactor.Redact(text));
    }
}
