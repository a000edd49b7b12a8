using System.IO.Hashing;
using System.Text;

namespace RenderStudio.Tests.Hashing;

/// <summary>
/// Vectors of the reference implementation's own check (xxHash, tests/sanity_test_vectors.h) and well-known texts.
/// </summary>
public sealed class XxHash64Tests
{
    private const long Prime = 2654435761;

    [Theory]
    [InlineData("", "EF46DB3751D8E999")]
    [InlineData("a", "D24EC4F1A98C6E5B")]
    [InlineData("abc", "44BC2CF5AD770999")]
    [InlineData("Nobody inspects the spammish repetition", "FBCEA83C8A378BF1")]
    public void Texts_hash_as_everywhere(string text, string expected) =>
        Assert.Equal(expected, Convert.ToHexString(XxHash64.Hash(Encoding.ASCII.GetBytes(text))));

    [Theory]
    [InlineData(0, 0, "EF46DB3751D8E999")]
    [InlineData(0, Prime, "AC75FDA2929B17EF")]
    [InlineData(1, 0, "E934A84ADB052768")]
    [InlineData(1, Prime, "5014607643A9B4C3")]
    [InlineData(4, 0, "9136A0DCA57457EE")]
    [InlineData(14, 0, "8282DCC4994E35C8")]
    [InlineData(14, Prime, "C3BD6BF63DEB6DF0")]
    [InlineData(222, 0, "B641AE8CB691C174")]
    [InlineData(222, Prime, "20CB8AB7AE10C14A")]
    public void The_reference_buffer_hashes_as_the_reference_says(int length, long seed, string expected)
    {
        var bytes = ReferenceBuffer()[..length];
        var destination = new byte[8];
        Assert.Equal(8, XxHash64.Hash(bytes, destination, seed));
        Assert.Equal(expected, Convert.ToHexString(destination));
        Assert.Equal(expected, $"{XxHash64.HashToUInt64(bytes, seed):X16}");
    }

    private static byte[] ReferenceBuffer()
    {
        var bytes = new byte[256];
        ulong generator = Prime;
        for (var at = 0; at < bytes.Length; at++, generator = unchecked(generator * 11400714785074694797UL))
            bytes[at] = (byte)(generator >> 56);
        return bytes;
    }
}
