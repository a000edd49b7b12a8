using RenderStudio.Core.Predictions;

namespace RenderStudio.Tests.Predictions;

public sealed class PredictionRangeTests
{
    [Theory]
    [InlineData(1, 1, "0+1")]
    [InlineData(1, 4, "0+1")]
    [InlineData(4, 4, "0+4")]
    [InlineData(4, 3, "0+3 3+1")]
    [InlineData(4, 2, "0+2 2+2")]
    [InlineData(4, 1, "0+1 1+1 2+1 3+1")]
    public void Variants_are_split_into_as_few_predictions_as_the_model_needs(int variants, int perRun, string expected)
    {
        var ranges = PredictionRange.Split(variants, perRun);

        Assert.Equal(expected, string.Join(' ', ranges.Select(range => $"{range.FirstIndex}+{range.Count}")));
        Assert.Equal(Enumerable.Range(0, ranges.Count), ranges.Select(range => range.Ordinal));
        Assert.Distinct(ranges.Select(range => range.Id));
    }
}
