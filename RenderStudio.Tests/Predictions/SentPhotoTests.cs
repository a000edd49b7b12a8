using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Predictions;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;
using RenderStudio.Tests.Replicate;

namespace RenderStudio.Tests.Predictions;

/// <summary>A photo is sent to Replicate as a link, or is uploaded to its Files API first.</summary>
public sealed class SentPhotoTests(Services services) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly byte[] Photo = Drawing.Quarters(96, 96).EncodePng();

    private readonly Files files = new();

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError, "")]
    [InlineData(HttpStatusCode.Unauthorized, "")]
    [InlineData(HttpStatusCode.Created, "no json")]
    [InlineData(null, null)]
    public async Task A_photo_that_cannot_be_sent_delays_its_start_without_a_lease_expiry_or_a_run(
        HttpStatusCode? status, string? body)
    {
        await using var engine = await StartAsync("files");
        var seeded = await SeededAsync(engine, StudioContainers.Private);
        files.Answer = status is null ? null : () => ScriptedReplicate.Of(status.Value, body!);

        await engine.Get<StartPrediction>().RunAsync(seeded.PredictionId, default).WaitAsync(Patience);

        Assert.Equal("pending", await engine.QueryAsync<string>(
            """
            select status from predictions where id = @PredictionId
                and lease_token is null and lease_expiries = 0 and sent_at is null and not_before > now()
            """, seeded));
        Assert.Equal(["POST /v1/files"], files.Calls);
    }

    [Theory]
    [InlineData(StudioContainers.Private)]
    [InlineData(StudioContainers.Public)]
    public async Task The_run_uses_the_link_that_the_Files_API_returned(string container)
    {
        await using var engine = await StartAsync("files");
        var seeded = await SeededAsync(engine, container);
        files.Answer = () => ScriptedReplicate.Of(
            HttpStatusCode.Created, """{"id": "f", "urls": {"get": "https://api.replicate.com/v1/files/f"}}""");

        await engine.Get<StartPrediction>().RunAsync(seeded.PredictionId, default);

        Assert.Equal("queued", await engine.QueryAsync<string>(
            "select status from predictions where id = @PredictionId", seeded));
        Assert.Equal(["POST /v1/files", "POST /v1/models/google/nano-banana/predictions"], files.Calls);
        Assert.Equal("https://api.replicate.com/v1/files/f", files.Link);
    }

    [Theory]
    [InlineData(StudioContainers.Private)]
    [InlineData(StudioContainers.Public)]
    public async Task The_run_uses_a_link_to_the_container_that_holds_the_photo(string container)
    {
        await using var engine = await StartAsync("link");
        var seeded = await SeededAsync(engine, container);

        await engine.Get<StartPrediction>().RunAsync(seeded.PredictionId, default);

        using var model = new HttpClient(new SocketsHttpHandler());
        Assert.Equal(Photo, await model.GetByteArrayAsync(files.Link));
    }

    public void Dispose() => files.Dispose();

    private Task<Engine> StartAsync(string transport) => Engine.StartAsync(
        services,
        collection => collection.ConfigureAll<HttpClientFactoryOptions>(options =>
            options.HttpMessageHandlerBuilderActions.Add(builder => builder.AdditionalHandlers.Add(files))),
        ("Replicate:InputTransport", transport), ("Replicate:CreateTimeoutSeconds", "1"));

    private static async Task<SeededGeneration> SeededAsync(Engine engine, string container)
    {
        var seeded = await SeededGeneration.CreateAsync(engine, variantsEach: 1);
        var (photoId, path) = (Guid.NewGuid(), $"{seeded.OwnerId}/inputs/{Guid.NewGuid()}.png");
        await engine.Get<BlobFiles>().CreateAsync(container, path, Photo, "image/png", default);
        await engine.ExecuteAsync(
            """
            insert into assets (id, owner_id, kind, path, content_type, bytes, sha256, width, height, is_public)
            values (@photoId, @OwnerId, 'input', @path, 'image/png', 1, '', 96, 96, @isPublic);
            update generations set mode = 'redesign', model = 'google/nano-banana', input1_id = @photoId where id = @Id
            """, new { photoId, seeded.OwnerId, path, seeded.Id, isPublic = container == StudioContainers.Public });
        return seeded;
    }

    private sealed class Files : DelegatingHandler
    {
        public List<string> Calls { get; } = [];

        /// <summary>The photo in the create request of the run.</summary>
        public string? Link { get; private set; }

        /// <summary>The response to an upload; null when there was no upload.</summary>
        public Func<HttpResponseMessage>? Answer { get; set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
        {
            Calls.Add($"{request.Method} {request.RequestUri!.AbsolutePath}");
            if (!request.RequestUri.AbsolutePath.EndsWith("/files", StringComparison.Ordinal))
            {
                var sent = JsonNode.Parse(await request.Content!.ReadAsStringAsync(ct))!;
                Link = (string?)sent["input"]!["image_input"]![0];
                return ScriptedReplicate.Of(HttpStatusCode.Created);
            }

            if (Answer is null)
                await Task.Delay(Timeout.Infinite, ct);
            return Answer!();
        }
    }
}
