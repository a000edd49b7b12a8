using RenderStudio.Core;

namespace RenderStudio.Tests;

public sealed class WholeNumberTests
{
    [Theory]
    [InlineData("2", 2)]
    [InlineData("2.0", 2)]
    [InlineData("2.000", 2)]
    [InlineData("1e0", 1)]
    [InlineData("2E0", 2)]
    [InlineData("2e+1", 20)]
    [InlineData("20e-1", 2)]
    [InlineData("0.2e1", 2)]
    [InlineData("1.50e2", 150)]
    [InlineData("0.0002e00004", 2)]
    [InlineData("-0", 0)]
    [InlineData("-0.0e-5", 0)]
    [InlineData("0e999999999999", 0)]
    [InlineData("0e-999999999999", 0)]
    [InlineData("-60.0", -60)]
    [InlineData("+7", 7)]
    [InlineData("007", 7)]
    [InlineData("999999999999999999", 999_999_999_999_999_999)]
    public void A_whole_number_is_read_in_every_spelling(string text, long expected) =>
        Assert.Equal(expected, WholeNumber.TryParse(text));

    [Theory]
    [InlineData("1e999999", long.MaxValue)]
    [InlineData("-1e999999", long.MinValue)]
    [InlineData("1e99999999999999999999", long.MaxValue)]
    [InlineData("9223372036854775808", long.MaxValue)]
    [InlineData("1000000000000000000", long.MaxValue)]
    public void A_number_beyond_18_digits_is_outside_of_every_range(string text, long expected) =>
        Assert.Equal(expected, WholeNumber.TryParse(text));

    [Theory]
    [InlineData("1.5")]
    [InlineData("25e-1")]
    [InlineData("1e-999999")]
    [InlineData("1e-99999999999999999999")]
    [InlineData("1.00000000000000000000000000000000001")]
    [InlineData("")]
    [InlineData(" 2")]
    [InlineData("2 ")]
    [InlineData("2\n")]
    [InlineData("2\0")]
    [InlineData("2.")]
    [InlineData(".5e1")]
    [InlineData("1e")]
    [InlineData("0x2")]
    [InlineData("1,000")]
    [InlineData("٢")]
    [InlineData("NaN")]
    public void Another_text_is_not_a_whole_number(string text) => Assert.Null(WholeNumber.TryParse(text));

    [Fact]
    public void A_number_of_a_quarter_of_a_megabyte_is_read()
    {
        var zeros = new string('0', 256 * 1024);

        Assert.Equal(2, WholeNumber.TryParse($"2.{zeros}"));
        Assert.Equal(2, WholeNumber.TryParse($"2{zeros}e-{zeros.Length}"));
        Assert.Equal(long.MaxValue, WholeNumber.TryParse($"2{zeros}"));
        Assert.Equal(2, WholeNumber.TryParse($"2e{zeros}"));
    }
}
