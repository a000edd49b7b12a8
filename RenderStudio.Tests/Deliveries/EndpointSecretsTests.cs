using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Deliveries;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Tests.Deliveries;

public sealed class EndpointSecretsTests
{
    private static readonly EndpointKeyOptions First = Key("1"), Second = Key("2"), Foreign = Key("1");

    private readonly string former = Random();
    private readonly EndpointSecrets secrets;
    private readonly Guid endpoint = Guid.NewGuid();

    public EndpointSecretsTests() => secrets = With(First);

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
        Assert.Null(With(Foreign).Decrypt(endpoint, stored));
        Assert.Null(With(Second).Decrypt(endpoint, stored));
    }

    [Fact]
    public void The_first_key_encrypts_and_every_configured_key_decrypts()
    {
        var secret = EndpointSecrets.Generate();
        var rotated = With(Second, First);

        Assert.Equal(secret, rotated.Decrypt(endpoint, secrets.Encrypt(endpoint, secret)));
        Assert.Equal(secret, With(Second).Decrypt(endpoint, rotated.Encrypt(endpoint, secret)));
        Assert.Null(secrets.Decrypt(endpoint, rotated.Encrypt(endpoint, secret)));
    }

    [Fact]
    public void The_key_of_the_webhook_addresses_reads_secrets_of_earlier_versions_only()
    {
        var secret = EndpointSecrets.Generate();

        Assert.Equal(secret, secrets.Decrypt(endpoint, Former(secret)));
        Assert.Null(secrets.Decrypt(Guid.NewGuid(), Former(secret)));
        Assert.Null(new EndpointSecrets(Of(First), Replicate(Random())).Decrypt(endpoint, Former(secret)));
        Assert.Equal(secret, new EndpointSecrets(Of(First), Replicate(Random()))
            .Decrypt(endpoint, secrets.Encrypt(endpoint, secret)));
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

    // As the version before Deliveries:SecretKeys stored it: nonce, tag, then ciphertext.
    private byte[] Former(string secret)
    {
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, Convert.FromBase64String(former), 32,
            info: "render-studio endpoint secrets 1"u8.ToArray());
        var (nonce, tag, plain) = (RandomNumberGenerator.GetBytes(12), new byte[16], Encoding.ASCII.GetBytes(secret));
        var cipher = new byte[plain.Length];
        using var aes = new AesGcm(key, 16);
        aes.Encrypt(nonce, plain, cipher, tag, endpoint.ToByteArray());
        return [.. nonce, .. tag, .. cipher];
    }

    private EndpointSecrets With(params EndpointKeyOptions[] keys) => new(Of(keys), Replicate(former));

    private static IOptions<DeliveryOptions> Of(params EndpointKeyOptions[] keys) =>
        Options.Create(new DeliveryOptions { SecretKeys = keys });

    private static IOptions<ReplicateOptions> Replicate(string key) =>
        Options.Create(new ReplicateOptions { WebhookTokenKey = key });

    private static EndpointKeyOptions Key(string id) => new() { Id = id, Secret = Random() };

    private static string Random() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
}
