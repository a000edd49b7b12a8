using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Core.Assets;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Predictions;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Blobs;

/// <summary>The permissions and the lifetime of each kind of link.</summary>
public sealed class LinkTests(Services services) : IAsyncLifetime
{
    private const string Private = StudioContainers.Private, Public = StudioContainers.Public;

    // Storage compares the time too, so this is close to the current time, and not at a boundary.
    private readonly FixedClock clock = new(WholeMinute(TimeProvider.System.GetUtcNow()).AddSeconds(7));
    private readonly HttpClient http = new(new SocketsHttpHandler());
    private Engine engine = null!;

    public async ValueTask InitializeAsync() => engine = await Engine.StartAsync(
        services, collection => collection.AddSingleton<TimeProvider>(clock),
        ("Predictions:InputLinkMinutes", "7"), ("Storage:UploadMinutes", "3"));

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await engine.DisposeAsync();
    }

    [Fact]
    public async Task A_read_link_allows_reading_of_its_file_and_nothing_else()
    {
        var (hidden, shown) = (await StoreAsync(Private), await StoreAsync(Public));

        foreach (var link in new[]
        {
            engine.Get<BlobLinks>().Sign(hidden.Name, isPublic: false), await InputLinkAsync(hidden, isPublic: false),
            await CopyLinkAsync(hidden),
        })
            await ReadsAsync(hidden, link);
        foreach (var link in new[]
        {
            engine.Get<BlobLinks>().Sign(shown.Name, isPublic: true), await InputLinkAsync(shown, isPublic: true),
        })
            await ReadsAsync(shown, link);
    }

    [Fact]
    public async Task A_link_expires_after_the_lifetime_of_its_kind()
    {
        var file = await StoreAsync(Private);
        var boundary = DateTimeOffset.FromUnixTimeSeconds(clock.Now.ToUnixTimeSeconds() / 300 * 300);
        var upload = await GrantAsync();

        var (input, copy) = (await InputLinkAsync(file, isPublic: false), await CopyLinkAsync(file));

        Assert.Multiple(
            () => Assert.Equal(boundary.AddMinutes(10), ExpiryOf(engine.Get<BlobLinks>().Sign(file.Name, false))),
            () => Assert.Equal(boundary.AddMinutes(10), ExpiryOf(engine.Get<BlobLinks>().Sign(file.Name, true))),
            () => Assert.Equal(clock.Now.AddMinutes(7), ExpiryOf(input)),
            () => Assert.Equal(clock.Now.AddMinutes(5), ExpiryOf(copy)),
            () => Assert.Equal(clock.Now.AddMinutes(3), ExpiryOf(upload.UploadUrl)),
            () => Assert.Equal(clock.Now.AddMinutes(3), upload.ExpiresAt));
        Assert.Equal(upload.ExpiresAt, await engine.QueryAsync<DateTime>(
            "select expires_at from upload_grants where id = @AssetId", upload));
    }

    internal static DateTimeOffset ExpiryOf(Uri link) => TimeOf(link, "se");

    /// <param name="link">A signed link.</param>
    /// <param name="name">The name of a query parameter whose value is a time.</param>
    internal static DateTimeOffset TimeOf(Uri link, string name) => DateTimeOffset.Parse(Uri.UnescapeDataString(
        link.Query.TrimStart('?').Split('&').Single(part => part.StartsWith($"{name}=", StringComparison.Ordinal))
            [(name.Length + 1)..]));

    private async Task ReadsAsync(BlobClient file, Uri link)
    {
        var before = await LinkAttempts.StateAsync(file);
        Assert.Equal("picture", await http.GetStringAsync(link));
        await LinkAttempts.AssertOnlyReadsAsync(http, link);
        Assert.Equal(before, await LinkAttempts.StateAsync(file));
    }

    private async Task<BlobClient> StoreAsync(string container)
    {
        var path = $"{Guid.NewGuid()}/inputs/{Guid.NewGuid()}.png";
        await engine.Get<BlobFiles>().CreateAsync(container, path, "picture"u8.ToArray(), "image/png", default);
        return Blob(container, path);
    }

    private async Task<Uri> InputLinkAsync(BlobClient file, bool isPublic) =>
        Assert.Single(await engine.Get<InputLinks>().PhotosAsync(new StartBrief
        {
            Mode = "redesign",
            Model = "",
            ComposedPrompt = "",
            ComposedNegative = null,
            NegativePrompt = null,
            AspectRatio = "1:1",
            Quality = "draft",
            MaxWaitSeconds = null,
            Photos = [new(file.Name, isPublic, "image/png")],
        }, default));

    /// <summary>The link with which storage reads a private file during a copy to the other container.</summary>
    private async Task<Uri> CopyLinkAsync(BlobClient file)
    {
        var seen = new CopySource();
        var options = new BlobClientOptions();
        options.AddPolicy(seen, HttpPipelinePosition.PerCall);
        var client = new BlobServiceClient(await services.StorageConnectionAsync(), options);
        var copied = await new FileMoves(client, engine.Get<BlobFiles>(), clock)
            .CopyAsync([file.Name], Private, Public, default);
        Assert.Single(copied);
        return seen.Link!;
    }

    private async Task<GrantedUpload> GrantAsync()
    {
        var seeded = await SeededGeneration.CreateAsync(engine);
        return (await engine.Get<GrantUpload>().RunAsync(
            AssetKind.Input, "image/png", 100, new(seeded.OwnerId), default)).Value!;
    }

    private BlobClient Blob(string container, string path) =>
        engine.Get<BlobServiceClient>().GetBlobContainerClient(container).GetBlobClient(path);

    private static DateTimeOffset WholeMinute(DateTimeOffset time) =>
        DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds() / 60 * 60);

    private sealed class CopySource : HttpPipelineSynchronousPolicy
    {
        public Uri? Link { get; private set; }

        public override void OnSendingRequest(HttpMessage message)
        {
            if (message.Request.Headers.TryGetValue("x-ms-copy-source", out var link))
                Link = new(link!);
        }
    }
}
