using Npgsql;
using RenderStudio.Local.Children;
using RenderStudio.Local.Studio;

namespace RenderStudio.Tests.Local;

public sealed class StudioSettingsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(16)]
    public async Task All_instances_together_leave_connections_to_others(int instances)
    {
        var keys = new StudioKeys { TokenSigning = "a", WebhookSecret = "b", WebhookToken = "c" };
        await using var upstream = new Upstream { Address = "", Settings = new Dictionary<string, string>() };

        var settings = StudioSettings.Create(
            new StudioOptions { Instances = instances }, keys, upstream, "Host=127.0.0.1", "", new Uri("http://127.0.0.1:7071"));

        var pool = new NpgsqlConnectionStringBuilder(settings["Database__ConnectionString"]).MaxPoolSize;
        Assert.InRange(pool * instances, instances * 10, PostgresChild.MaxConnections - 20);
    }
}
