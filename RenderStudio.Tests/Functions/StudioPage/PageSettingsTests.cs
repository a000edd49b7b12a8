using RenderStudio.Functions.Hosting;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Functions.StudioPage;

/// <summary>The settings of the studio page that prevent a start.</summary>
public sealed class PageSettingsTests
{
    [Theory]
    [InlineData("local", "", "", "Page:SignIn can be 'local' only in Development.")]
    [InlineData("oidc", "http://id.example.com", "page", "Page:Authority must be the address of the issuer")]
    [InlineData("oidc", "not an address", "page", "Page:Authority must be the address of the issuer")]
    [InlineData("oidc", "https://id.example.com", "", "Page:ClientId is required")]
    public async Task An_incomplete_sign_in_prevents_the_start(
        string signIn, string authority, string clientId, string error) => Assert.Contains(
        await ErrorsAsync("Production", signIn, authority, clientId),
        found => found.Contains(error, StringComparison.Ordinal));

    [Theory]
    [InlineData("Production", "none", "", "")]
    [InlineData("Production", "oidc", "https://id.example.com", "page")]
    [InlineData("Development", "local", "", "")]
    [InlineData("Development", "oidc", "http://127.0.0.1:7074", "page")]
    public async Task A_complete_sign_in_is_accepted(
        string environment, string signIn, string authority, string clientId) =>
        Assert.Empty(await ErrorsAsync(environment, signIn, authority, clientId));

    private static async Task<IReadOnlyList<string>> ErrorsAsync(
        string environment, string signIn, string authority, string clientId)
    {
        var settings = RunningApp.Usual("Host=localhost", "UseDevelopmentStorage=true");
        (settings["Page:SignIn"], settings["Page:Authority"], settings["Page:ClientId"]) =
            (signIn, authority, clientId);
        await using var app = PlainServer.Build(settings, environment);
        return [.. ConfigurationErrors.Of(app.Services)];
    }
}
