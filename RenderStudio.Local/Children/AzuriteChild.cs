using System.Net;
using System.Net.Sockets;
using Azure.Storage.Queues;

namespace RenderStudio.Local.Children;

/// <summary>The blob and queue services of Azurite as a child process. A restart keeps the ports.</summary>
public sealed class AzuriteChild : IAsyncDisposable
{
    // The account and key of every Azurite installation, public by design:
    // https://learn.microsoft.com/azure/storage/common/storage-connect-azurite
    private const string Account = "devstoreaccount1";
    private const string Key =
        "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly string[] NoTls = [];

    private readonly string folder;
    private readonly string? certificate;
    private readonly SupervisedChild child;

    private AzuriteChild(string folder, string? certificate)
    {
        (this.folder, this.certificate) = (folder, certificate);
        child = new SupervisedChild(Command, AnswersAsync, Signal.Terminate);
    }

    public int BlobPort { get; private set; } = FreePort.Next();

    public int QueuePort { get; private set; } = FreePort.Next();

    public int Pid => child.Pid;

    public bool Runs => child.Runs;

    public Task<ChildFailure> Failed => child.Failed;

    public Uri BlobServiceUri => new($"{Scheme}://127.0.0.1:{BlobPort}/{Account}");

    public Uri QueueServiceUri => new($"{Scheme}://127.0.0.1:{QueuePort}/{Account}");

    public string ConnectionString =>
        $"DefaultEndpointsProtocol={Scheme};AccountName={Account};AccountKey={Key};" +
        $"BlobEndpoint={BlobServiceUri};QueueEndpoint={QueueServiceUri};";

    private string Scheme => certificate is null ? Uri.UriSchemeHttp : Uri.UriSchemeHttps;

    /// <param name="certificate">A PEM file with a certificate and its key: Azurite then uses TLS and also accepts
    /// bearer tokens. Null for plain HTTP.</param>
    public static async Task<AzuriteChild> StartAsync(
        string folder, CancellationToken cancellation, string? certificate = null)
    {
        var azurite = new AzuriteChild(Path.GetFullPath(folder), certificate);
        await azurite.StartAsync(cancellation);
        return azurite;
    }

    public Task KillAsync() => child.KillAsync();

    public async Task RestartAsync(CancellationToken cancellation)
    {
        await child.KillAsync();
        await StartAsync(cancellation);
    }

    /// <summary>Removes all messages of all queues; queues and blobs stay.</summary>
    public async Task ClearQueuesAsync(CancellationToken cancellation)
    {
        var queues = new QueueServiceClient(ConnectionString);
        await foreach (var queue in queues.GetQueuesAsync(cancellationToken: cancellation))
            await queues.GetQueueClient(queue.Name).ClearMessagesAsync(cancellation);
    }

    public ValueTask DisposeAsync() => child.DisposeAsync();

    private async Task StartAsync(CancellationToken cancellation)
    {
        for (var retries = 5; await child.TryStartAsync(cancellation) is { } output; retries--)
        {
            if (retries == 0 || !output.Contains("EADDRINUSE", StringComparison.Ordinal))
                throw new CannotStartException($"Azurite did not start: {output}");
            (BlobPort, QueuePort) = (FreePort.Next(), FreePort.Next());
        }
    }

    private ChildCommand Command() => new("Azurite", "node",
    [
        NpmParts.Azurite,
        "--location", folder, "--silent", "--skipApiVersionCheck", "--disableTelemetry",
        "--blobPort", $"{BlobPort}", "--queuePort", $"{QueuePort}", "--tablePort", "0",
        .. certificate is null ? NoTls : ["--cert", certificate, "--key", certificate, "--oauth", "basic"],
    ]);

    private async Task<bool> AnswersAsync(CancellationToken cancellation) =>
        await ListensAsync(BlobPort, cancellation) && await ListensAsync(QueuePort, cancellation);

    private static async Task<bool> ListensAsync(int port, CancellationToken cancellation)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, cancellation);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
