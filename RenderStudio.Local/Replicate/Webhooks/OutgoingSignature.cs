using System.Security.Cryptography;
using System.Text;

namespace RenderStudio.Local.Replicate.Webhooks;

/// <summary>Signs by https://www.standardwebhooks.com, which Replicate uses.</summary>
internal static class OutgoingSignature
{
    public static string Sign(string secret, string id, string timestamp, ReadOnlySpan<byte> body)
    {
        var key = Convert.FromBase64String(secret[(secret.IndexOf('_') + 1)..]);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        return "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, signed));
    }
}
