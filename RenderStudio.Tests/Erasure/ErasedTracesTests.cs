using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using RenderStudio.Core.Erasure;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Replicate;
using RenderStudio.Core.Timeline;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Erasure;

/// <summary>
/// Searches every column of every table and every file for traces of an owner who has used every feature.
/// </summary>
public sealed class ErasedTracesTests(SharedApp shared) : IClassFixture<SharedApp>, IAsyncLifetime
{
    /// <summary>
    /// Columns that must contain data of the owner before the erasure, so that the search is meaningful.
    /// </summary>
    private static readonly string[] Used =
    [
        "api_keys.name", "api_keys.owner_id",
        "assets.path", "credit_entries.owner_id", "generations.composed_prompt", "generations.negative_prompt",
        "generations.prompt", "idempotency_keys.key", "owners.subject", "quotes.owner_id",
        "renders.prompt", "renders.title", "renders.words", "upload_grants.owner_id", "variant_files.path",
        "variants.render_id", "webhook_endpoints.owner_id", "webhook_endpoints.url", "deliveries.data",
    ];

    private readonly RunningApp app = shared.App;
    private readonly string word = $"velvet{Guid.NewGuid():n}";
    private readonly string subject = $"traces-{Guid.NewGuid():n}";
    private HttpClient owner = null!;
    private Traces traces = null!;

    public ValueTask InitializeAsync()
    {
        owner = app.ClientOf(subject);
        traces = new(Get<NpgsqlDataSource>(), Get<BlobServiceClient>());
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        owner.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Only_the_owner_id_of_the_ledger_remains_of_an_erased_owner()
    {
        var ownerId = await app.OwnerOfAsync(owner, subject);
        var photo = await owner.UploadedAsync(DrawnRoom.Png(96, 96));
        var staged = await StageAsync();
        await OkAsync(owner.PostAsJsonAsync("/api/v1/webhook-endpoints",
            new { url = $"https://hooks.example.com/{word}", events = new[] { "generation.succeeded" } }));
        await OkAsync(owner.PostAsJsonAsync("/api/v1/api-keys", new { name = word, scopes = new[] { "read" } }));
        var first = await SubmitAsync(photo.Id());
        await DeliverAsync(first, "succeeded");
        await CompleteAsync(first);
        var render = await app.QueryAsync<Guid>("select render_id from generations where id = @first", new { first });
        await OkAsync(owner.PatchAsJsonAsync($"/api/v1/renders/{render}", new { title = word }));
        await OkAsync(owner.PutAsJsonAsync($"/api/v1/renders/{render}/visibility", new { isPublic = true }));
        var running = await IdAsync(owner.PostAsync($"/api/v1/generations/{first}/retry", null));
        await DeliverAsync(running, "processing");
        string[] identifiers = [$"{ownerId}", subject, word, $"{render}", $"{photo.Id()}", $"{staged}"];
        var before = await traces.FindAsync(identifiers);
        Assert.Empty(Used.Except(before));
        Assert.Contains($"private/staging/{staged}", before);
        Assert.Contains(before, trace => trace.StartsWith($"public/renders/{render}/", StringComparison.Ordinal));
        var predictions = (await PredictionAsync(first), await PredictionAsync(running));

        using var begun = await owner.DeleteAsync("/api/v1/me");
        Assert.Equal(HttpStatusCode.Accepted, begun.StatusCode);
        await DeliverAsync(running, "canceled");
        await CompleteAsync(running);
        await app.QueryAsync<int>("update erasures set next_try_at = now()");
        Assert.Equal(1, await Get<EraseOwner>().RunOnceAsync(default));
        Assert.Equal(Traces.OfErased, await traces.FindAsync(identifiers));

        // Late deliveries of Replicate and late queue messages.
        foreach (var prediction in (Guid[])[predictions.Item1, predictions.Item2])
        {
            await DeliverAsync(prediction, "late", "succeeded");
            await Get<CompletePrediction>().RunAsync(prediction, default);
            await Get<StartPrediction>().RunAsync(prediction, default);
        }

        Assert.Equal(Traces.OfErased, await traces.FindAsync(identifiers));
    }

    [Theory]
    [InlineData("upload")]
    [InlineData("complete")]
    [InlineData("submit")]
    public async Task A_photo_that_arrives_while_another_instance_erases_its_owner_is_deleted(string way)
    {
        var ownerId = await app.OwnerOfAsync(owner, subject);
        var staged = await StageAsync();
        await app.QueryAsync<int>(
            "update owners set issuer = 'erased', subject = id::text, erased_at = now() where id = @ownerId",
            new { ownerId });

        using var refused = await (way switch
        {
            "upload" => owner.UploadAsync(DrawnRoom.Png(96, 96)),
            "complete" => owner.PostAsync($"/api/v1/storage/assets/{staged}/complete", null),
            _ => owner.PostAsync("/api/v1/generations", new MultipartFormDataContent
            {
                { new StringContent("redesign"), "mode" },
                { Photo(), "input1", "a.png" },
            }),
        });

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Empty(await traces.FilesAsync($"{ownerId}"));
    }

    /// <returns>The id of a presigned upload that is not completed.</returns>
    private async Task<Guid> StageAsync()
    {
        using var photo = Photo();
        using var asked = await owner.PostAsJsonAsync("/api/v1/storage/presigned-upload",
            new { kind = "input", contentType = "image/png", fileSize = photo.Headers.ContentLength });
        var grant = await asked.Content.ReadFromJsonAsync<JsonElement>();
        using var upload = new HttpRequestMessage(HttpMethod.Put, grant.Text("uploadUrl"))
        {
            Content = photo,
            Headers = { { "x-ms-blob-type", "BlockBlob" } },
        };
        Assert.Equal(HttpStatusCode.Created, (await app.Http.SendAsync(upload)).StatusCode);
        return grant.GetProperty("assetId").GetGuid();
    }

    private static ByteArrayContent Photo() =>
        new(DrawnRoom.Png(96, 96)) { Headers = { ContentType = new("image/png") } };

    private async Task<Guid> SubmitAsync(Guid photo)
    {
        var order = new
        {
            mode = "redesign",
            input1 = photo,
            prompt = $"with {word}",
            negativePrompt = word,
            style = "japandi",
        };
        await OkAsync(owner.PostAsJsonAsync("/api/v1/quotes", order));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/generations")
        {
            Content = JsonContent.Create(order),
            Headers = { { "Idempotency-Key", word } },
        };
        return await IdAsync(owner.SendAsync(request));
    }

    private async Task DeliverAsync(Guid generation, string status) =>
        await DeliverAsync(await PredictionAsync(generation), "run", status);

    /// <summary>Sends a webhook delivery that repeats the input, as Replicate does.</summary>
    private async Task DeliverAsync(Guid prediction, string run, string status)
    {
        var delivery = SignedDelivery.For(app, prediction, $"{run}-{prediction:n}", status);
        await OkAsync((delivery with
        {
            Body = JsonSerializer.Serialize(new
            {
                id = delivery.Run,
                status,
                input = new { prompt = word },
                output = new[] { SolidPicture.Png(9, 90, 40) },
            }),
        }).SendAsync(app));
    }

    private async Task CompleteAsync(Guid generation) =>
        await Get<CompletePrediction>().RunAsync(await PredictionAsync(generation), default);

    private Task<Guid> PredictionAsync(Guid generation) =>
        app.QueryAsync<Guid>("select id from predictions where generation_id = @generation", new { generation });

    private T Get<T>() where T : notnull => app.Services.GetRequiredService<T>();

    private static async Task<Guid> IdAsync(Task<HttpResponseMessage> asked)
    {
        using var answer = await asked;
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).Id();
    }

    private static async Task OkAsync(Task<HttpResponseMessage> asked)
    {
        using var answer = await asked;
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}
