using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Deliveries;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Tests.Deliveries;

public sealed class EndpointSecretsTests
{
    private readonly EndpointSecrets secrets = With(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
    private readonly Guid endpoint = Guid.NewGuid();

    [Fact]
    public void A_secret_is_read_back_and_its_encryption_differs_each_time()
    {
        var secret = EndpointSecrets.Generate();

        var (first, second) = (secrets.Encrypt(endpoint, secret), secrets.Encrypt(endpoint, secret));

        Assert.Equal(secret, secrets.Decrypt(endpoint, first));
        Assert.Equal(secret, secrets.Decrypt(endpoint, second));
        Assert.NotEqual(first, second);
        Assert.NotEqual(secret, EndpointSecrets.Generate());
        Assert.Equal(32, Convert.FromBase64String(secret["whsec_".Length..]).Length);
    }

    [Fact]
    public void A_secret_of_another_endpoint_or_under_another_key_is_not_read()
    {
        var stored = secrets.Encrypt(endpoint, EndpointSecrets.Generate());

        Assert.Null(secrets.Decrypt(Guid.NewGuid(), stored));
        Assert.Null(With(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))).Decrypt(endpoint, stored));
    }

    [Fact]
    public void A_stored_secret_with_a_changed_or_missing_byte_is_not_read()
    {
        var stored = secrets.Encrypt(endpoint, EndpointSecrets.Generate());
        for (var at = 0; at < stored.Length; at++)
        {
            var changed = stored.ToArray();
            changed[at] ^= 1;
            Assert.Null(secrets.Decrypt(endpoint, changed));
            Assert.Null(secrets.Decrypt(endpoint, stored[..at]));
        }
    }

    private static EndpointSecrets With(string key) =>
        new(Options.Create(new ReplicateOptions { WebhookTokenKey = key }));
}
