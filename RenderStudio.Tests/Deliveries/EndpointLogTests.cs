using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RenderStudio.Core.Deliveries;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Deliveries;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Deliveries;

public sealed class EndpointLogTests(Services services)
{
    [Fact]
    public async Task No_log_line_of_any_level_contains_an_address_or_a_secret_of_an_owner()
    {
        var log = new RecordedLog();
        await using var engine = await Engine.StartAsync(
            services, adjust => adjust.AddSingleton<ILoggerFactory>(log), ("Deliveries:AllowLoopback", "true"));
        var bench = new DeliveryBench(services).On(engine);
        await using var server = await OwnersServer.StartAsync();
        var owner = await bench.OwnerAsync();
        var (endpoint, secret) = await bench.EndpointAsync(owner, server.Url);
        foreach (var status in (int[])[200, 500, 410])
        {
            server.Respond(status, "an answer of the owner");
            await bench.TestEventAsync(owner, endpoint.Id);
            await bench.SendAsync(endpoint.Id);
        }

        Assert.Equal(3, log.Of(typeof(SendNextDelivery).FullName!).Count(line => line.Contains("try 1")));
        Assert.All(log.All, line =>
        {
            Assert.DoesNotContain("key=secret", line);
            Assert.DoesNotContain(secret["whsec_".Length..], line);
            Assert.DoesNotContain("an answer of the owner", line);
            Assert.DoesNotContain(server.Received[0].Signature, line);
        });
    }
}
