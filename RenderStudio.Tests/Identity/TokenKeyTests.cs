using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using RenderStudio.Core.Identity;

namespace RenderStudio.Tests.Identity;

/// <summary>The example signatures of RFC 7515, appendix A, and the validation of keys.</summary>
public sealed class TokenKeyTests
{
    private const string Claims =
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

    [Fact]
    public void The_HS256_example_of_RFC_7515_verifies()
    {
        using var key = TokenKey.Create(new()
        {
            Id = "joe",
            Algorithm = "HS256",
            Secret = Convert.ToBase64String(Base64Url.DecodeFromChars(
                "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow")),
        });

        Verifies(key, "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    }

    [Fact]
    public void The_RS256_example_of_RFC_7515_verifies()
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
        using var key = TokenKey.Create(new()
        {
            Id = "joe",
            Algorithm = "RS256",
            PublicKeyPem = rsa.ExportSubjectPublicKeyInfoPem(),
        });

        Verifies(key, "eyJhbGciOiJSUzI1NiJ9",
            "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdb"
            + "F9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383"
            + "LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWy"
            + "wlVmtVrBp0igcN_IoypGlUPQGe77Rw");
    }

    [Fact]
    public void The_ES256_example_of_RFC_7515_verifies()
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
        using var key = TokenKey.Create(new()
        {
            Id = "joe",
            Algorithm = "ES256",
            PublicKeyPem = ecdsa.ExportSubjectPublicKeyInfoPem().Replace("\n", "\\n"),
        });

        Verifies(key, "eyJhbGciOiJFUzI1NiJ9",
            "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q");
    }

    [Fact]
    public void Weak_and_unsuitable_keys_are_rejected_at_startup()
    {
        using var rsa = RSA.Create(1024);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var failures = new IdentityOptionsValidator().Validate(null, new()
        {
            Issuer = "a",
            Audience = "b",
            Keys =
            [
                new() { Id = "short", Algorithm = "HS256", Secret = Convert.ToBase64String(new byte[31]) },
                new() { Id = "small", Algorithm = "RS256", PublicKeyPem = rsa.ExportSubjectPublicKeyInfoPem() },
                new() { Id = "curve", Algorithm = "ES256", PublicKeyPem = curve.ExportSubjectPublicKeyInfoPem() },
                new() { Id = "swapped", Algorithm = "ES256", PublicKeyPem = rsa.ExportSubjectPublicKeyInfoPem() },
                new() { Id = "none", Algorithm = "none" },
                new() { Id = "none", Algorithm = "HS256", Secret = "%%%" },
            ],
        }).Failures!;

        Assert.Equal(7, failures.Count()); // one for each key, and one for the duplicate Id
    }

    private static void Verifies(ITokenKey key, string header, string signature)
    {
        var input = Encoding.ASCII.GetBytes($"{header}.{Claims}");
        var bytes = Base64Url.DecodeFromChars(signature);

        Assert.Null(key.Weakness);
        Assert.True(key.Verifies(input, bytes));
        bytes[^1] ^= 1;
        Assert.False(key.Verifies(input, bytes));
        Assert.False(key.Verifies(input, []));
    }
}
