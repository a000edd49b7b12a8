using System.Security.Cryptography;

namespace RenderStudio.Tests.Infra;

/// <summary>A public key that an environment could be configured with, on one line.</summary>
internal static class SamplePublicKey
{
    public static string Pem { get; } = Create();

    private static string Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportSubjectPublicKeyInfoPem().Replace("\n", "\\n");
    }
}
