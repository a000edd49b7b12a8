using System.Buffers;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Core.Imaging;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;
using RenderStudio.Tests.Imaging;

namespace RenderStudio.Tests.Functions.Hosting;

/// <summary>
/// A client that disconnects ends its request at any stage of the work on its picture. PictureTimeTests tests how soon
/// the work itself ends.
/// </summary>
public sealed class DisconnectTests(Services services) : IAsyncLifetime
{
    private readonly byte[] photo = Drawing.Quarters(96, 64).EncodePng();
    private RunningApp app = null!;
    private MeterListener listener = null!;
    private int active;

    private PictureGate Gate => app.Services.GetRequiredService<PictureGate>();

    public async ValueTask InitializeAsync()
    {
        app = await RunningApp.StartAsync(services, ("Imaging:MaxParallelPictures", "1"));
        var meters = app.Services.GetRequiredService<IMeterFactory>();
        listener = new MeterListener
        {
            InstrumentPublished = (instrument, itself) =>
            {
                if (instrument.Name == "http.server.active_requests" && ReferenceEquals(instrument.Meter.Scope, meters))
                    itself.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, change, _, _) => Interlocked.Add(ref active, (int)change));
        listener.Start();
    }

    public async ValueTask DisposeAsync()
    {
        listener.Dispose();
        await app.DisposeAsync();
    }

    [Theory]
    [InlineData("upload", true)]
    [InlineData("upload", false)]
    [InlineData("complete", true)]
    [InlineData("complete", false)]
    [InlineData("submit", true)]
    [InlineData("submit", false)]
    [InlineData("quote", true)]
    public async Task A_client_that_disconnects_ends_its_request_while_its_picture_is_processed(
        string request, bool inspects)
    {
        using var owner = app.ClientOf($"hang-up-{request}-{inspects}");
        var send = await RequestAsync(request, owner);
        using var gate = new ManualResetEventSlim();
        using var blocked = new BlockedBytes(gate, photo);
        var occupied = OccupyAsync(inspects, gate, blocked);
        await blocked.Reached;

        using var gone = new CancellationTokenSource();
        var sending = send(gone.Token);
        await Eventually.BecomesTrueAsync(() => Gate.Waiting > 0);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);

        await Eventually.BecomesTrueAsync(() => Volatile.Read(ref active) == 0);
        Assert.False(occupied.IsCompleted);
        gate.Set();
        await occupied;
        using var again = await send(CancellationToken.None);
        Assert.True(again.IsSuccessStatusCode, await again.Content.ReadAsStringAsync());
    }

    /// <summary>Occupies the only slot of the picture gate of the app.</summary>
    private Task OccupyAsync(bool inspects, ManualResetEventSlim end, BlockedBytes blocked)
    {
        return inspects
            ? Gate.InspectAsync(blocked.Memory, PictureLimits.Inputs, CancellationToken.None)
            : Gate.RunAsync(() => blocked.Wait(end), CancellationToken.None);
    }

    private async Task<Func<CancellationToken, Task<HttpResponseMessage>>> RequestAsync(
        string request, HttpClient owner)
    {
        switch (request)
        {
            case "upload":
                return ct => owner.PostAsync("/api/v1/storage/upload", Form("file", ("kind", "input")), ct);
            case "complete":
                var grant = await owner.GrantedAsync(photo.Length, "image/png");
                (await owner.PutAsync(grant, photo)).EnsureSuccessStatusCode();
                var path = $"/api/v1/storage/assets/{grant.GetProperty("assetId").GetGuid()}/complete";
                return ct => owner.PostAsync(path, null, ct);
            case "submit":
                return ct => owner.PostAsync("/api/v1/generations", Form("input1", ("mode", "redesign")), ct);
            default:
                return ct => owner.PostAsync("/api/v1/quotes", Form("input1", ("mode", "redesign")), ct);
        }
    }

    private MultipartFormDataContent Form(string file, (string Name, string Value) field) => new()
    {
        { new StringContent(field.Value), field.Name },
        { new ByteArrayContent(photo), file, "a.png" },
    };

    /// <summary>Bytes whose first reader blocks.</summary>
    private sealed class BlockedBytes(ManualResetEventSlim end, byte[] bytes) : MemoryManager<byte>
    {
        private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Task Reached => reached.Task;

        internal bool Wait(ManualResetEventSlim until)
        {
            reached.TrySetResult();
            return until.Wait(TimeSpan.FromMinutes(1));
        }

        public override Memory<byte> Memory => CreateMemory(bytes.Length);

        public override Span<byte> GetSpan()
        {
            Wait(end);
            return bytes;
        }

        public override MemoryHandle Pin(int elementIndex = 0) => bytes.AsMemory(elementIndex).Pin();

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
