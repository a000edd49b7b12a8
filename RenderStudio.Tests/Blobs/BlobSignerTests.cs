using System.Net;
using System.Text;
using System.Xml.Linq;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Sas;
using RenderStudio.Core.Blobs;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Blobs;

/// <summary>Links to a storage account on Azure, which requires TLS.</summary>
public sealed class BlobSignerTests
{
    private static readonly Uri Account = new("https://studio.blob.core.windows.net");

    private readonly FixedClock clock = new(DateTimeOffset.Parse("2026-11-20T10:00:00Z"));

    [Fact]
    public void A_link_that_is_signed_with_the_account_key_allows_TLS_only()
    {
        var key = new StorageSharedKeyCredential("studio", Convert.ToBase64String(new byte[64]));
        var link = Sign(new BlobSigner(new BlobServiceClient(Account, key), clock));

        Assert.Equal(Account.Host, link.Host);
        Assert.Contains("&spr=https&", $"&{link.Query[1..]}&", StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_expires_no_later_than_its_user_delegation_key()
    {
        var lender = new KeyLender();
        var options = new BlobClientOptions { Transport = new HttpClientTransport(new HttpClient(lender)) };
        var signer = new BlobSigner(new BlobServiceClient(Account, new AnyToken(clock), options), clock);
        var begun = clock.Now;

        foreach (var (minutes, keys) in new[] { (0, 1), (720, 1), (1434, 1), (1435, 2), (2869, 2), (2870, 3) })
        {
            clock.Now = begun.AddMinutes(minutes);
            var link = Sign(signer);

            Assert.Equal(clock.Now.AddMinutes(5), LinkTests.ExpiryOf(link));
            Assert.True(LinkTests.TimeOf(link, "ske") > LinkTests.ExpiryOf(link), $"after {minutes} minutes");
            Assert.Contains("&spr=https&", $"&{link.Query[1..]}&", StringComparison.Ordinal);
            Assert.Equal(keys, lender.Keys);
        }
    }

    private Uri Sign(BlobSigner signer) =>
        signer.Sign("private", "a.png", BlobSasPermissions.Read, clock.Now.AddMinutes(5));

    private sealed class AnyToken(TimeProvider clock) : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new("token", clock.GetUtcNow().AddDays(7));

        public override ValueTask<AccessToken> GetTokenAsync(
            TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(GetToken(requestContext, cancellationToken));
    }

    /// <summary>A storage service that issues user delegation keys with the requested lifetime.</summary>
    private sealed class KeyLender : HttpMessageHandler
    {
        public int Keys { get; private set; }

        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken ct)
        {
            Assert.Equal("?restype=service&comp=userdelegationkey", request.RequestUri!.Query);
            Keys++;
            var asked = XDocument.Load(request.Content!.ReadAsStream(ct)).Root!;
            var (start, expiry) = (asked.Element("Start")!.Value, asked.Element("Expiry")!.Value);
            return new(HttpStatusCode.OK)
            {
                RequestMessage = request,
                Content = new StringContent(
                    $"""
                    <?xml version="1.0" encoding="utf-8"?>
                    <UserDelegationKey>
                      <SignedOid>{Guid.Empty}</SignedOid><SignedTid>{Guid.Empty}</SignedTid>
                      <SignedStart>{start}</SignedStart><SignedExpiry>{expiry}</SignedExpiry>
                      <SignedService>b</SignedService><SignedVersion>2020-02-10</SignedVersion>
                      <Value>{Convert.ToBase64String(new byte[32])}</Value>
                    </UserDelegationKey>
                    """, Encoding.UTF8, "application/xml"),
            };
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct) =>
            Task.FromResult(Send(request, ct));
    }
}
