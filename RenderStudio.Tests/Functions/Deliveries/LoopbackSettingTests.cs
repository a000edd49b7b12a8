using RenderStudio.Functions.Hosting;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Functions.Deliveries;

public sealed class LoopbackSettingTests
{
    [Theory]
    [InlineData("Development", true)]
    [InlineData("Production", false)]
    [InlineData("Staging", false)]
    public async Task Endpoints_on_the_same_machine_are_allowed_only_in_Development(string environment, bool accepted)
    {
        var settings = SampleSettings.Read();
        settings["Deliveries:AllowLoopback"] = "true";

        await using var app = PlainServer.Build(settings, environment);

        Assert.Equal(
            !accepted,
            ConfigurationErrors.Of(app.Services).Any(error => error.Contains("Deliveries:AllowLoopback")));
    }
}
