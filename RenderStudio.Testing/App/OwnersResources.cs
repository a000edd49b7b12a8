using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.App;

/// <summary>An owner with one resource of each kind.</summary>
internal sealed record OwnersResources
{
    public required HttpClient Client { get; init; }

    public required Guid OwnerId { get; init; }

    /// <summary>The ids by the segment that precedes them in a path, such as <c>renders</c>.</summary>
    public required IReadOnlyDictionary<string, Guid> ByKind { get; init; }

    /// <summary>A key of the owner with the scope <c>read</c>.</summary>
    public required string ReadingKey { get; init; }

    /// <summary>A key of the owner with all scopes that is deleted.</summary>
    public required string RevokedKey { get; init; }

    /// <summary>The ids of all resources.</summary>
    public required IReadOnlyList<Guid> All { get; init; }

    /// <summary>The resource of a kind; a random id for a kind that the owner has none of.</summary>
    public Guid Of(string kind) => ByKind.TryGetValue(kind, out var id) ? id : Guid.NewGuid();

    public static async Task<OwnersResources> CreateAsync(RunningApp app, string subject)
    {
        var owner = app.ClientOf(subject);
        var asset = (await owner.UploadedAsync(Drawing.Quarters(80, 80).EncodePng())).Id();
        var grant = (await owner.GrantedAsync(1)).GetProperty("assetId").GetGuid();
        var request = new { mode = "imagine", prompt = "a nook" };
        var quote = (await PostAsync(owner, "quotes", request)).GetProperty("quoteId").GetGuid();
        var running = (await PostAsync(owner, "generations", request)).Id();
        var endpoint = (await PostAsync(owner, "webhook-endpoints", new
        {
            url = "https://hooks.example.com/",
            events = new[] { "generation.succeeded" },
        })).Id();
        var delivery = (await PostAsync(owner, $"webhook-endpoints/{endpoint}/test", null)).Id();
        var ownerId = await app.OwnerOfAsync(owner, subject);
        var (render, generation, prediction) = await RenderAsync(app, ownerId);
        var reading = await PostAsync(owner, "api-keys", new { name = "reader", scopes = new[] { "read" } });
        var revoked = await PostAsync(
            owner, "api-keys", new { name = "revoked", scopes = new[] { "generate", "read" } });
        Assert.True((await owner.DeleteAsync($"/api/v1/api-keys/{revoked.Id()}")).IsSuccessStatusCode);
        var checkout = Guid.NewGuid();
        await app.QueryAsync<int>(
            """
            insert into billing_customers (owner_id, customer_id) values (@ownerId, 'cus_' || @ownerId);
            insert into billing_checkouts (id, owner_id, price_id, credits) values (@checkout, @ownerId, 'pack', 100)
            """, new { ownerId, checkout });
        return new()
        {
            Client = owner,
            OwnerId = ownerId,
            ReadingKey = reading.Text("key"),
            RevokedKey = revoked.Text("key"),
            ByKind = new Dictionary<string, Guid>
            {
                ["assets"] = asset,
                ["uploads"] = asset,
                ["generations"] = running,
                ["renders"] = render,
                ["predictions"] = prediction,
                ["webhook-endpoints"] = endpoint,
                ["deliveries"] = delivery,
                ["api-keys"] = reading.Id(),
            },
            All =
            [
                asset, grant, running, generation, render, prediction, endpoint, delivery, quote, checkout, reading.Id(),
            ],
        };
    }

    private static async Task<(Guid Render, Guid Generation, Guid Prediction)> RenderAsync(
        RunningApp app, Guid ownerId)
    {
        var render = await StoredRender.CreateAsync(app.Engine);
        await app.QueryAsync<int>(
            """
            update renders set owner_id = @ownerId where id = @Id;
            update generations set owner_id = @ownerId where render_id = @Id
            """, new { ownerId, render.Id });
        var generation = await app.QueryAsync<Guid>("select id from generations where render_id = @Id", render);
        var prediction = await app.QueryAsync<Guid>(
            "select id from predictions where generation_id = @generation", new { generation });
        return (render.Id, generation, prediction);
    }

    private static async Task<JsonElement> PostAsync(HttpClient owner, string path, object? body)
    {
        using var answer = await owner.PostAsync($"/api/v1/{path}", body is null ? null : JsonContent.Create(body));
        Assert.True(
            answer.StatusCode is >= HttpStatusCode.OK and < HttpStatusCode.Ambiguous,
            await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
