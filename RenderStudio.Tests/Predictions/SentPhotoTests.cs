using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Storage;
using RenderStudio.Tests.Imaging;
using RenderStudio.Tests.Replicate;
using RenderStudio.Tests.Support;

namespace RenderStudio.Tests.Predictions;

/// <summary>A start whose photo goes to Replicate's Files API first.</summary>
public sealed class SentPhotoTests(Services services) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Files files = new();
    private Engine engine = null!;
    private SeededGeneration seeded = null!;

    public async ValueTask InitializeAsync()
    {
        engine = await Engine.StartAsync(
            services,
            collection => collection.ConfigureAll<HttpClientFactoryOptions>(options =>
                options.HttpMessageHandlerBuilderActions.Add(builder => builder.AdditionalHandlers.Add(files))),
            ("Replicate:InputTransport", "files"), ("Replicate:CreateTimeoutSeconds", "1"));
        seeded = await SeededGeneration.CreateAsync(engine, variantsEach: 1);
        var (photoId, path) = (Guid.NewGuid(), $"{seeded.OwnerId}/inputs/{Guid.NewGuid()}.png");
        var photo = Drawing.Quarters(96, 96).EncodePng();
        await engine.Get<BlobFiles>().CreateAsync(StudioContainers.Private, path, photo, "image/png", default);
        await engine.ExecuteAsync(
            """
            insert into assets (id, owner_id, kind, path, content_type, bytes, sha256, width, height)
            values (@photoId, @OwnerId, 'input', @path, 'image/png', 1, '', 96, 96);
            update generations set mode = 'redesign', model = 'google/nano-banana', input1_id = @photoId where id = @Id
            """, new { photoId, seeded.OwnerId, path, seeded.Id });
    }

    public async ValueTask DisposeAsync()
    {
        await engine.DisposeAsync();
        files.Dispose();
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError, "")]
    [InlineData(HttpStatusCode.Unauthorized, "")]
    [InlineData(HttpStatusCode.Created, "no json")]
    [InlineData(null, null)]
    public async Task A_photo_that_cannot_be_sent_lets_its_start_wait_without_a_death_and_buys_nothing(
        HttpStatusCode? status, string? body)
    {
        files.Answer = status is null ? null : () => ScriptedReplicate.Of(status.Value, body!);

        await engine.Get<StartPrediction>().RunAsync(seeded.PredictionId, default).WaitAsync(Patience);

        Assert.Equal("pending", await engine.QueryAsync<string>(
            """
            select status from predictions where id = @PredictionId
                and lease_token is null and deaths = 0 and sent_at is null and not_before > now()
            """, seeded));
        Assert.Equal(["POST /v1/files"], files.Calls);
    }

    [Fact]
    public async Task The_run_is_made_from_the_link_that_the_Files_API_gave()
    {
        files.Answer = () => ScriptedReplicate.Of(
            HttpStatusCode.Created, """{"id": "f", "urls": {"get": "https://api.replicate.com/v1/files/f"}}""");

        await engine.Get<StartPrediction>().RunAsync(seeded.PredictionId, default);

        Assert.Equal("queued", await engine.QueryAsync<string>(
            "select status from predictions where id = @PredictionId", seeded));
        Assert.Equal(["POST /v1/files", "POST /v1/models/google/nano-banana/predictions"], files.Calls);
        Assert.Contains("\"https://api.replicate.com/v1/files/f\"", files.Created);
    }

    private sealed class Files : DelegatingHandler
    {
        public List<string> Calls { get; } = [];

        public string Created { get; private set; } = "";

        /// <summary>To an upload; null for none.</summary>
        public Func<HttpResponseMessage>? Answer { get; set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
        {
            Calls.Add($"{request.Method} {request.RequestUri!.AbsolutePath}");
            if (!request.RequestUri.AbsolutePath.EndsWith("/files", StringComparison.Ordinal))
            {
                Created = await request.Content!.ReadAsStringAsync(ct);
                return ScriptedReplicate.Of(HttpStatusCode.Created);
            }

            if (Answer is null)
                await Task.Delay(Timeout.Infinite, ct);
            return Answer!();
        }
    }
}
