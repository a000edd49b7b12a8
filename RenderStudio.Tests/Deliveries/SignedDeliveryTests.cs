using RenderStudio.Core.Deliveries;
using RenderStudio.Testing.Deliveries;
using RenderStudio.Testing.InProcess;
using RenderStudio.Tests.Faults;

namespace RenderStudio.Tests.Deliveries;

/// <summary>What an owner's server receives, and how it verifies it.</summary>
public sealed class SignedDeliveryTests(DeliveryBench bench, ITestOutputHelper output)
    : IClassFixture<DeliveryBench>, IAsyncLifetime
{
    private readonly Engine engine = bench.Engine;
    private ServedOwner owner = null!;

    public async ValueTask InitializeAsync() => owner = await ServedOwner.CreateAsync(bench);

    public ValueTask DisposeAsync() => owner.DisposeAsync();

    [Fact]
    public async Task A_delivery_is_valid_for_both_official_libraries_and_contains_the_event()
    {
        var (endpoint, secret) = await owner.EndpointAsync();
        var delivery = await bench.TestEventAsync(owner.Id, endpoint);

        await bench.SendAsync(endpoint);

        var received = Assert.Single(owner.Server.Received);
        Assert.True(OfficialVerifiers.ByNuGet(secret, received));
        Assert.Equal(
            [$"valid endpoint.test {delivery.EventId}"], await OfficialVerifiers.ByNpmAsync((secret, received)));
        Assert.Equal($"{delivery.EventId}", received.Id);
        Assert.Equal(
            $$$"""{"type":"endpoint.test","id":"{{{delivery.EventId}}}","occurredAt":""",
            received.Body[..received.Body.IndexOf(":\"20", StringComparison.Ordinal)] + ":");
        Assert.EndsWith($$$""","data":{"endpointId": "{{{endpoint}}}"}}""", received.Body);
        Assert.Equal("application/json", received.Headers["Content-Type"]);
        Assert.StartsWith("RenderStudio/", received.Headers["User-Agent"]);
        Assert.False(received.Headers.ContainsKey("Cookie"));
        Assert.False(received.Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public async Task A_delivery_that_is_changed_is_invalid_for_both_official_libraries()
    {
        var (endpoint, secret) = await owner.EndpointAsync();
        await bench.TestEventAsync(owner.Id, endpoint);
        await bench.SendAsync(endpoint);
        var real = Assert.Single(owner.Server.Received);
        ReceivedEvent[] forged =
        [
            real with { Body = real.Body + " " },
            real with { Id = $"{Guid.NewGuid()}" },
            real with { Timestamp = $"{long.Parse(real.Timestamp) + 1}" },
            real with { Signature = real.Signature[..^4] + "AAA=" },
        ];

        Assert.All(forged, one => Assert.False(OfficialVerifiers.ByNuGet(secret, one)));
        Assert.All(
            await OfficialVerifiers.ByNpmAsync(
                [.. forged.Select(one => (secret, one)), (EndpointSecrets.Generate(), real)]),
            line => Assert.StartsWith("invalid", line));
    }

    [Fact]
    public async Task No_mutation_of_a_delivery_is_valid()
    {
        var (endpoint, secret) = await owner.EndpointAsync();
        await bench.TestEventAsync(owner.Id, endpoint);
        await bench.SendAsync(endpoint);
        var real = Assert.Single(owner.Server.Received);
        var seed = Seeds.Next();
        output.WriteLine($"Seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < 10_000; round++)
        {
            var forged = (round % 4) switch
            {
                0 => real with { Body = Mutated(real.Body, random) },
                1 => real with { Id = Mutated(real.Id, random) },
                2 => real with { Timestamp = Mutated(real.Timestamp, random) },
                _ => real with { Signature = Mutated(real.Signature, random) },
            };
            Assert.False(OfficialVerifiers.ByNuGet(secret, forged), $"{forged.Signature} {forged.Body} (seed {seed})");
        }
    }

    [Fact]
    public async Task After_a_rotation_both_secrets_verify_a_delivery_until_the_old_one_expires()
    {
        var (endpoint, old) = await owner.EndpointAsync();
        var rotated = (await engine.Get<RotateSecret>().RunAsync(endpoint, new(owner.Id), default)).Value!;

        await bench.TestEventAsync(owner.Id, endpoint);
        await bench.SendAsync(endpoint);
        var during = Assert.Single(owner.Server.Received);
        await engine.ExecuteAsync(
            "update webhook_endpoints set previous_until = now() where id = @endpoint", new { endpoint });
        await bench.TestEventAsync(owner.Id, endpoint);
        await bench.SendAsync(endpoint);
        var after = owner.Server.Received[1];

        var overlap = rotated.Endpoint.PreviousSecretExpiresAt!.Value - rotated.Endpoint.CreatedAt;
        Assert.InRange(overlap.TotalHours, 23.9, 24.1);
        Assert.All(new[] { during, after }, one => Assert.True(OfficialVerifiers.ByNuGet(rotated.Secret, one)));
        Assert.Equal(
            [true, false], new[] { during, after }.Select(one => OfficialVerifiers.ByNuGet(old, one)));
        var lines = await OfficialVerifiers.ByNpmAsync(
            (old, during), (rotated.Secret, during), (old, after), (rotated.Secret, after));
        Assert.Equal([true, true, false, true], lines.Select(line => line.StartsWith("valid")));
    }

    [Fact]
    public async Task A_secret_that_cannot_be_decrypted_is_reported_and_nothing_is_sent()
    {
        var endpoint = await owner.EndpointWithEventAsync();
        await engine.ExecuteAsync(
            "update webhook_endpoints set secret = '\\x00' where id = @endpoint", new { endpoint });

        await bench.SendAsync(endpoint);

        Assert.Empty(owner.Server.Received);
        Assert.Equal("secret_unreadable", (await owner.OnlyAsync(endpoint)).Error);
    }

    private static string Mutated(string text, Random random)
    {
        var letters = text.ToCharArray();
        var at = random.Next(letters.Length);
        letters[at] = (char)('!' + ((letters[at] - '!' + random.Next(1, 94)) % 94));
        return new(letters);
    }
}
