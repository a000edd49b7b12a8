using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using RenderStudio.Local.Children;
using RenderStudio.Local.Studio;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Contract;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Blobs;

/// <summary>
/// The published app behind the local host, without an account key. It authenticates with tokens of its identity over
/// TLS, as on Azure, and signs links with a user delegation key.
/// </summary>
public sealed class IdentityTests(Services services) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly byte[] Photo = Drawing.Quarters(200, 120).EncodeJpeg();

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("render-studio-identity-");
    private readonly int port = FreePort.Next();
    private ManagedIdentity identity = null!;
    private AzuriteChild azurite = null!;
    private ChildProcess app = null!;
    private HttpClient owner = null!, anonymous = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.True(OperatingSystem.IsLinux(), "Only on Linux can a test set the trusted certificates of a process.");
        var certificate = Path.Combine(folder.FullName, "storage.pem");
        var thumbprint = await WriteCertificateAsync(certificate);
        identity = await ManagedIdentity.StartAsync();
        azurite = await AzuriteChild.StartAsync(Path.Combine(folder.FullName, "azurite"), default, certificate);
        var environment = await EnvironmentAsync(certificate);
        await ChildProcess.RunAsync(Migration(environment), new CancellationTokenSource(Patience).Token);
        app = await ChildProcess.StartAsync(Host(environment));
        anonymous = new(new SocketsHttpHandler
        {
            SslOptions =
            {
                RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == thumbprint,
            },
        });
        owner = new(CheckedResponses.Handler()) { BaseAddress = new($"http://127.0.0.1:{port}") };
        owner.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestTokens.Hs256());
        await Eventually.BecomesTrueAsync(IsReadyAsync, Patience);
    }

    public async ValueTask DisposeAsync()
    {
        owner?.Dispose();
        anonymous?.Dispose();
        TestContext.Current.TestOutputHelper?.WriteLine(app?.LastOutput ?? "");
        foreach (var started in new IAsyncDisposable?[] { app, azurite, identity })
        {
            if (started is not null)
                await started.DisposeAsync();
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Without_an_account_key_files_are_stored_linked_and_uploaded()
    {
        var asset = await owner.UploadedAsync(Photo);
        var link = asset.Text("url");
        Assert.Contains("skoid=", link);
        var stored = await anonymous.GetByteArrayAsync(link);
        Assert.Equal(asset.Text("sha256"), Convert.ToHexStringLower(SHA256.HashData(stored)));
        await ReadsItsOneFileAndNoMoreAsync(link);

        var grant = await owner.GrantedAsync(Photo.Length);
        Assert.Contains("sp=c&", grant.Text("uploadUrl"));
        Assert.Equal(HttpStatusCode.Created, (await anonymous.PutAsync(grant, Photo)).StatusCode);
        Assert.False((await anonymous.PutAsync(grant, Photo)).IsSuccessStatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await anonymous.GetAsync(grant.Text("uploadUrl"))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await anonymous.DeleteAsync(grant.Text("uploadUrl"))).StatusCode);
        var completed = await owner.CompleteAsync(grant);
        Assert.True(completed.IsSuccessStatusCode, await completed.Content.ReadAsStringAsync());

        var signed = await owner.PostAsJsonAsync("/api/v1/storage/signed-urls", new { ids = new[] { asset.Id() } });
        var items = (await signed.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("items");
        Assert.Equal(stored, await anonymous.GetByteArrayAsync(items[0].Text("url")));
        Assert.Equal(["https://storage.azure.com"], identity.Asked.Select(what => what.TrimEnd('/')).Distinct());
    }

    private async Task ReadsItsOneFileAndNoMoreAsync(string link)
    {
        await LinkAttempts.AssertOnlyReadsAsync(anonymous, new(link));
        foreach (var part in new[] { "sp=r", "se=2", "skoid=", "sktid=", "ske=2", "sig=" })
        {
            var at = link.IndexOf(part, StringComparison.Ordinal) + part.Length;
            var tampered = link[..at] + (link[at] == '0' ? '1' : '0') + link[(at + 1)..];
            Assert.Equal(HttpStatusCode.Forbidden, (await anonymous.GetAsync(tampered)).StatusCode);
        }
    }

    private async Task<Dictionary<string, string>> EnvironmentAsync(string certificate)
    {
        var settings = RunningApp.Usual(await services.CreateDatabaseAsync(), "");
        // Used by the listeners of the host only. The app prefers the service URIs below, which contain no key.
        settings["AzureWebJobsStorage"] = azurite.ConnectionString;
        settings["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated";
        settings["Storage:BlobServiceUri"] = azurite.BlobServiceUri.ToString();
        settings["Storage:QueueServiceUri"] = azurite.QueueServiceUri.ToString();
        settings["SSL_CERT_FILE"] = certificate;
        return settings.Select(pair => new KeyValuePair<string, string>(pair.Key.Replace(":", "__"), pair.Value!))
            .Concat(identity.Variables).ToDictionary();
    }

    private static ChildCommand Migration(Dictionary<string, string> environment) =>
        new("Migration", Path.Combine(PublishedApp.Find(null).Folder, "RenderStudio.Functions"), ["migrate"])
        {
            Environment = environment,
        };

    private ChildCommand Host(Dictionary<string, string> environment) =>
        new("Host", Path.Combine(AppContext.BaseDirectory, "RenderStudio.Local"),
            ["host", "--app", PublishedApp.Find(null).Folder, "--port", $"{port}"])
        {
            Environment = environment,
        };

    private async Task<bool> IsReadyAsync()
    {
        if (app.Exited.IsCompleted)
            throw new InvalidOperationException(app.LastOutput);
        try
        {
            return (await owner.GetAsync("/api/health/ready")).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <returns>The hash of the certificate, by which a client can identify it.</returns>
    private static async Task<string> WriteCertificateAsync(string file)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        await File.WriteAllTextAsync(file, $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
        return certificate.GetCertHashString();
    }
}
