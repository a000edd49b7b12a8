using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Identity;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;

namespace RenderStudio.Tests.Identity;

/// <summary>The log line of a start after which no caller is an operator.</summary>
public sealed class MissingOperatorsTests : IDisposable
{
    private const string Line =
        "Warning: No caller can be an operator: set Identity:RoleClaim or Identity:AdminSubjects if the app has "
        + "operators";

    private readonly RecordedLog log = new();

    [Theory]
    [InlineData("Audience", "render-studio", true)]
    [InlineData("RoleClaim", " ", true)]
    [InlineData("Issuers:0:Authority", "https://login.example.com", true)]
    [InlineData("RoleClaim", "roles", false)]
    [InlineData("Issuers:0:RoleClaim", "groups", false)]
    [InlineData("AdminSubjects:0", "https://login.example.com ann", false)]
    [InlineData("AppServiceRoleIssuers:0", "app-service:google", false)]
    public async Task A_start_with_settings_that_make_no_operator_is_logged(string setting, string value, bool logged)
    {
        var options = new ConfigurationBuilder().AddInMemoryCollection([new(setting, value)]).Build()
            .Get<IdentityOptions>()!;

        string[] expected = logged ? [Line] : [];

        await new MissingOperators(Options.Create(options), log.CreateLogger<MissingOperators>()).StartAsync(default);

        Assert.Equal(expected, log.All);
    }

    [Fact]
    public async Task The_app_logs_it_at_its_start()
    {
        await using var app = PlainServer.Build(
            SampleSettings.Read(), adjust: builder => builder.Services.AddSingleton<ILoggerFactory>(log));

        await app.Services.GetServices<IHostedService>().OfType<MissingOperators>().Single().StartAsync(default);

        Assert.Equal([Line], log.Of(typeof(MissingOperators).FullName!));
    }

    public void Dispose() => log.Dispose();
}
