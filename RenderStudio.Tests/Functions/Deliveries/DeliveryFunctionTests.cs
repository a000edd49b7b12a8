using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Deliveries;
using RenderStudio.Functions.Deliveries;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Deliveries;

namespace RenderStudio.Tests.Functions.Deliveries;

/// <summary>The queue functions of outbound webhooks.</summary>
public sealed class DeliveryFunctionTests(Services services) : IAsyncLifetime
{
    private RunningApp app = null!;
    private DeliveryFunctions functions = null!;

    public async ValueTask InitializeAsync()
    {
        app = await RunningApp.StartAsync(
            services, Environments.Development, ("Deliveries:AllowLoopback", "true"));
        functions = ActivatorUtilities.CreateInstance<DeliveryFunctions>(app.Services);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task A_message_sends_the_deliveries_of_its_endpoint_and_a_repeated_one_sends_nothing()
    {
        var bench = new DeliveryBench(services).On(app.Engine);
        await using var server = await OwnersServer.StartAsync();
        var owner = await bench.OwnerAsync();
        var endpoint = (await bench.EndpointAsync(owner, server.Url)).Endpoint.Id;
        await bench.TestEventAsync(owner, endpoint);
        var message = DeliveryMessage.Of(endpoint).ToBytes();

        for (var copy = 0; copy < 5; copy++)
            await functions.SendAsync(message, default);

        Assert.Single(server.Received);
    }

    [Fact]
    public async Task A_message_about_an_unknown_endpoint_succeeds_and_a_poison_message_is_dropped()
    {
        var message = DeliveryMessage.Of(Guid.NewGuid()).ToBytes();

        await functions.SendAsync(message, default);
        await functions.HandlePoisonAsync(message, default);

        Assert.Equal(0, await app.QueryAsync<int>("select count(*)::int from rejected_messages"));
    }

    [Theory]
    [InlineData("not json", "unreadable")]
    [InlineData("""{"v":2,"endpointId":"0197a000-0000-7000-8000-000000000000"}""", "version 2 is newer than this app")]
    [InlineData("""{"v":1,"endpointId":"00000000-0000-0000-0000-000000000000"}""", "unreadable")]
    public async Task An_unreadable_message_is_stored_with_its_reason(string text, string reason)
    {
        var message = System.Text.Encoding.UTF8.GetBytes(text);

        await functions.SendAsync(message, default);
        await functions.HandlePoisonAsync(message, default);

        foreach (var queue in (string[])[StudioQueues.Deliveries, StudioQueues.Deliveries + StudioQueues.PoisonSuffix])
        {
            Assert.Equal(1, await app.QueryAsync<int>(
                """
                select count(*)::int from rejected_messages
                where queue = @queue and body = @message and reason = @reason
                """, new { queue, message, reason }));
        }
    }
}
