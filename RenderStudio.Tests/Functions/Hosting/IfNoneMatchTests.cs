using Microsoft.AspNetCore.Http;
using RenderStudio.Functions.Hosting;

namespace RenderStudio.Tests.Functions.Hosting;

public sealed class IfNoneMatchTests
{
    [Theory]
    [InlineData("\"a.1\"")]
    [InlineData("W/\"a.1\"")]
    [InlineData("\"b\", \"a.1\"")]
    [InlineData("\"b\",W/\"a.1\" , \"c\"")]
    [InlineData("*")]
    public void The_tag_a_weak_tag_a_list_and_a_star_match(string header) => Assert.True(Matches(header));

    [Theory]
    [InlineData("")]
    [InlineData("\"a.10\"")]
    [InlineData("\"xa.1\"")]
    [InlineData("\"A.1\"")]
    [InlineData("a.1")]
    [InlineData("\"b\", \"c\"")]
    public void Another_tag_and_a_malformed_header_do_not_match(string header) => Assert.False(Matches(header));

    [Fact]
    public void Several_header_lines_form_one_list()
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.IfNoneMatch = new(["\"b\"", "\"a.1\""]);

        Assert.True(IfNoneMatch.Matches(context.Request, "\"a.1\""));
    }

    [Fact]
    public void A_request_without_the_header_does_not_match() =>
        Assert.False(IfNoneMatch.Matches(new DefaultHttpContext().Request, "\"a.1\""));

    private static bool Matches(string header)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.IfNoneMatch = header;
        return IfNoneMatch.Matches(context.Request, "\"a.1\"");
    }
}
