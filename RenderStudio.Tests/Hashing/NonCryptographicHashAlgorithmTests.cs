using System.IO.Hashing;

namespace RenderStudio.Tests.Hashing;

public sealed class NonCryptographicHashAlgorithmTests
{
    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 200_000).Select(i => (byte)i)];

    [Fact]
    public async Task Every_way_in_gives_the_same_hash()
    {
        var (array, span, stream, awaited) = (new Sum(), new Sum(), new Sum(), new Sum());
        array.Append(Bytes);
        span.Append(Bytes.AsSpan(0, 70_000));
        span.Append(Bytes.AsSpan(70_000));
        stream.Append(new MemoryStream(Bytes));
        await awaited.AppendAsync(new MemoryStream(Bytes));
        Assert.All([span, stream, awaited], sum => Assert.Equal(array.GetCurrentHash(), sum.GetCurrentHash()));
    }

    [Fact]
    public void Reading_the_hash_keeps_the_state_and_resetting_clears_it()
    {
        var sum = new Sum();
        sum.Append([1, 2, 3]);
        Assert.Equal([6, 3], sum.GetCurrentHash());
        Assert.Equal([6, 3], sum.GetCurrentHash());
        Assert.Equal([6, 3], sum.GetHashAndReset());
        Assert.Equal([0, 0], sum.GetCurrentHash());
        sum.Append([5]);
        sum.Reset();
        Assert.Equal([0, 0], sum.GetCurrentHash());
    }

    [Fact]
    public void A_destination_may_be_longer_but_not_shorter()
    {
        var sum = new Sum();
        sum.Append([9]);
        var destination = new byte[] { 7, 7, 7 };
        Assert.Equal(2, sum.GetCurrentHash(destination));
        Assert.Equal([9, 1, 7], destination);
        Assert.Equal(2, sum.GetHashAndReset(destination));
        Assert.Equal([9, 1, 7], destination);
        Assert.ThrowsAny<ArgumentException>(() => sum.GetCurrentHash(new byte[1]));
    }

    [Fact]
    public void The_length_is_the_one_it_was_made_with() => Assert.Equal(2, new Sum().HashLengthInBytes);

    /// <summary>The sum of the bytes and their number, a byte each.</summary>
    private sealed class Sum() : NonCryptographicHashAlgorithm(2)
    {
        private byte sum, count;

        public override void Append(ReadOnlySpan<byte> source)
        {
            foreach (var one in source)
                (sum, count) = ((byte)(sum + one), (byte)(count + 1));
        }

        public override void Reset() => (sum, count) = (0, 0);

        protected override void GetCurrentHashCore(Span<byte> destination) =>
            (destination[0], destination[1]) = (sum, count);
    }
}
