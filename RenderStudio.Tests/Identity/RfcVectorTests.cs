using System.Buffers.Text;
using System.Security.Cryptography;
using RenderStudio.Core.Identity;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Identity;

/// <summary>
/// The examples of RFC 7515, appendix A, and RFC 7519. Their claims lack an audience: a token whose signature is valid
/// is rejected for that reason, and any other token for another one.
/// </summary>
public sealed class RfcVectorTests : IDisposable
{
    private const string Claims =
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

    private const string Encrypted =
        "eyJhbGciOiJSU0ExXzUiLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0.QR1Owv2ug2WyPBnbQrRARTeEk9kDO2w8qDcjiHnSJflSdv1iNqhW"
        + "XaKH4MqAkQtMoNfABIPJaZm0HaA415sv3aeuBWnD8J-Ui7Ah6cWafs3ZwwFKDFUUsWHSK-IPKxLGTkND09XyjORj_CHAgOPJ-Sd8ONQR"
        + "nJvWn_hXV1BNMHzUjPyYwEsRhDhzjAD26imasOTsgruobpYGoQcXUwFDn7moXPRfDE8-NoQX7N7ZYMmpUDkR-Cx9obNGwJQ3nM52YCit"
        + "xoQVPzjbl7WBuB7AohdBoZOdZ24WlN1lVIeh8v1K4krB8xgKvRU8kgFrEn_a1rZgN5TiysnmzTROF869lQ.AxY8DCtDaGlsbGljb3RoZ"
        + "Q.MKOle7UQrG6nSxTLX6Mqwt0orbHvAKeWnDYvpIAeZ72deHxz3roJDXQyhxx0wKaMHDjUEOKIwrtkHthpqEanSBNYHZgmNOV7sln1Eu"
        + "9g3J8.fiK51VwhsxJ-siBMR-YFiA";

    private readonly RecordedLog log = new();

    [Fact]
    public async Task The_HS256_example_of_RFC_7515_verifies()
    {
        var key = new IdentityKeyOptions
        {
            Id = "joe",
            Algorithm = "HS256",
            Secret = Convert.ToBase64String(Base64Url.DecodeFromChars(
                "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow")),
        };

        await VerifiesAsync(
            key, "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    }

    [Fact]
    public async Task The_RS256_example_of_RFC_7515_verifies()
    {
        using var rsa = RSA.Create(new RSAParameters
        {
            Modulus = Base64Url.DecodeFromChars(
                "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yR"
                + "T-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXB"
                + "dQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9ia"
                + "GNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"),
            Exponent = Base64Url.DecodeFromChars("AQAB"),
        });
        var key = new IdentityKeyOptions
        {
            Id = "joe",
            Algorithm = "RS256",
            PublicKeyPem = rsa.ExportSubjectPublicKeyInfoPem(),
        };

        await VerifiesAsync(key, "eyJhbGciOiJSUzI1NiJ9",
            "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdb"
            + "F9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383"
            + "LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWy"
            + "wlVmtVrBp0igcN_IoypGlUPQGe77Rw");
    }

    [Fact]
    public async Task The_ES256_example_of_RFC_7515_verifies()
    {
        using var ecdsa = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new()
            {
                X = Base64Url.DecodeFromChars("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"),
                Y = Base64Url.DecodeFromChars("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"),
            },
        });
        var key = new IdentityKeyOptions
        {
            Id = "joe",
            Algorithm = "ES256",
            PublicKeyPem = ecdsa.ExportSubjectPublicKeyInfoPem().Replace("\n", "\\n"),
        };

        await VerifiesAsync(key, "eyJhbGciOiJFUzI1NiJ9",
            "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q");
    }

    [Theory]
    [InlineData("RFC 7519, 6.1: unsecured", "eyJhbGciOiJub25lIn0." + Claims + ".", "no key of its issuer")]
    [InlineData("RFC 7519, A.1: encrypted", Encrypted, "it is malformed")]
    [InlineData("RFC 7515, 7.2: JSON", """{"payload":"e30","protected":"e30","signature":""}""", "it is malformed")]
    public async Task Other_examples_are_rejected(string what, string token, string reason)
    {
        var secret = Convert.ToBase64String(new byte[32]);
        var key = new IdentityKeyOptions { Id = "joe", Algorithm = "HS256", Secret = secret };

        Assert.True((await ReasonAsync(key, token)).StartsWith(reason, StringComparison.Ordinal), what);
    }

    public void Dispose() => log.Dispose();

    private async Task VerifiesAsync(IdentityKeyOptions key, string header, string signature)
    {
        var bytes = Base64Url.DecodeFromChars(signature);
        Assert.Equal("its audience does not match", await ReasonAsync(key, $"{header}.{Claims}.{signature}"));

        bytes[^1] ^= 1;
        var changed = Base64Url.EncodeToString(bytes);

        Assert.Equal("its signature is invalid", await ReasonAsync(key, $"{header}.{Claims}.{changed}"));
        Assert.Equal("its signature is invalid", await ReasonAsync(key, $"{header}.{Claims}."));
    }

    private async Task<string> ReasonAsync(IdentityKeyOptions key, string token)
    {
        log.Clear();
        var validator = TestValidator.Create(
            log, FixedClock.AtUnixSeconds(1_300_819_380), new() { Issuer = "joe", Audience = "a", Keys = [key] });

        Assert.False(await validator.AcceptsAsync(token));

        return Assert.Single(log.All)["Debug: Rejected a token: ".Length..];
    }
}
