using Microsoft.Extensions.Options;
using RenderStudio.Core.Deliveries;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Replicate;
using RenderStudio.Core.Sweeps;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Deliveries;

/// <summary>Secrets of endpoints after the key of the settings was replaced.</summary>
public sealed class FormerKeysSweepTests(Services services)
{
    private static readonly string OldKey = Convert.ToBase64String([.. Enumerable.Repeat((byte)7, 32)]);

    [Fact]
    public async Task Secrets_under_a_former_key_are_encrypted_again_and_others_stay()
    {
        await using var engine = await Engine.StartAsync(
            services, ("Deliveries:SecretKeys:1:Id", "old"), ("Deliveries:SecretKeys:1:Secret", OldKey));
        var (secrets, old) = (engine.Get<EndpointSecrets>(), Old());
        var owner = await engine.Get<OwnerStore>().GetOrCreateAsync(new("https://id.example.com/", "ann"), default);
        var (former, current, lost) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await AddAsync(engine, owner, former, old.Encrypt(former, "whsec_former"), old.Encrypt(former, "whsec_before"));
        await AddAsync(engine, owner, current, secrets.Encrypt(current, "whsec_current"), null);
        await AddAsync(engine, owner, lost, old.Encrypt(Guid.NewGuid(), "whsec_lost"), null);
        var sweep = engine.Get<IEnumerable<ISweep>>().OfType<FormerKeysSweep>().Single();
        var before = await StoredAsync(engine, current, lost);

        Assert.Equal(new(2, 0), await sweep.RunAsync(dryRun: true, default));
        Assert.Equal("whsec_former", old.Decrypt(former, (await StoredAsync(engine, former))[0]));
        Assert.Equal(new(2, 1), await sweep.RunAsync(dryRun: false, default));
        Assert.Equal(new(1, 0), await sweep.RunAsync(dryRun: false, default));

        var after = await StoredAsync(engine, former);
        Assert.All(after, stored => Assert.Null(old.Decrypt(former, stored)));
        Assert.Equal(["whsec_former", "whsec_before"], after.Select(stored => secrets.Decrypt(former, stored)));
        Assert.Equal(before, await StoredAsync(engine, current, lost));
    }

    [Fact]
    public async Task Secrets_that_a_rotation_replaced_in_the_meantime_stay()
    {
        await using var engine = await Engine.StartAsync(services);
        var secrets = engine.Get<EndpointSecrets>();
        var owner = await engine.Get<OwnerStore>().GetOrCreateAsync(new("https://id.example.com/", "bob"), default);
        var id = Guid.NewGuid();
        var read = Old().Encrypt(id, "whsec_read");
        await AddAsync(engine, owner, id, secrets.Encrypt(id, "whsec_rotated"), read);

        Assert.False(await engine.Get<EndpointSecretStore>().ReplaceAsync(
            new(id, read, null), secrets.Encrypt(id, "whsec_read"), null, default));

        Assert.Equal("whsec_rotated", secrets.Decrypt(id, (await StoredAsync(engine, id))[0]));
    }

    private static EndpointSecrets Old() => new(
        Options.Create(new DeliveryOptions { SecretKeys = [new() { Id = "old", Secret = OldKey }] }),
        Options.Create(new ReplicateOptions { WebhookTokenKey = OldKey }));

    private static Task AddAsync(Engine engine, Guid owner, Guid id, byte[] secret, byte[]? previous) =>
        engine.ExecuteAsync(
            """
            insert into webhook_endpoints (id, owner_id, url, events, secret, previous_secret)
            values (@id, @owner, 'https://example.com/', '{generation.succeeded}', @secret, @previous)
            """, new { id, owner, secret, previous });

    private static async Task<List<byte[]>> StoredAsync(Engine engine, params Guid[] ids)
    {
        List<byte[]> all = [];
        foreach (var id in ids)
        {
            foreach (var column in new[] { "secret", "previous_secret" })
            {
                var sql = $"select {column} from webhook_endpoints where id = @id";
                if (await engine.QueryAsync<byte[]>(sql, new { id }) is { } stored)
                    all.Add(stored);
            }
        }

        return all;
    }
}
