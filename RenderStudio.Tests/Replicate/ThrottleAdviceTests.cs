using System.Text;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Tests.Replicate;

public sealed class ThrottleAdviceTests
{
    [Theory]
    [InlineData("""{"detail": "Request was throttled. Your rate limit resets in ~30s."}""", 30)]
    [InlineData("""{"detail": "Request was throttled. Expected available in 1 second."}""", 1)]
    [InlineData("""{"detail": "Throttled. Your rate limit resets in ~5s.", "status": 429, "retry_after": 7}""", 7)]
    public void The_body_states_how_long_to_wait(string body, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Read(body, null));

    [Fact]
    public void The_header_takes_precedence() =>
        Assert.Equal(TimeSpan.FromSeconds(3), Read("""{"retry_after": 7}""", "3"));

    [Theory]
    [InlineData("""{"retry_after": 0.5}""", null, 0.5)]
    [InlineData("""{"retry_after": -7}""", null, 0)]
    [InlineData("""{"retry_after": 3601}""", null, 3600)]
    [InlineData("{}", "3599", 3599)]
    [InlineData("{}", "3601", 3600)]
    public void A_wait_is_limited_to_an_hour(string body, string? header, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Read(body, header));

    [Theory]
    [InlineData("""{"retry_after": 1e999, "detail": "resets in ~5s"}""")]
    [InlineData("""{"detail": "Expected available in 5 seconds."}""")]
    public void The_sentence_is_read_when_the_number_is_missing_or_too_large(string body) =>
        Assert.Contains(Read(body, null), new TimeSpan?[] { TimeSpan.FromSeconds(5), TimeSpan.FromHours(1) });

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{}")]
    [InlineData("""{"retry_after": "7", "detail": ["resets soon"]}""")]
    public void A_response_without_a_wait_yields_no_wait(string body) => Assert.Null(Read(body, null));

    private static TimeSpan? Read(string body, string? header)
    {
        using var response = new HttpResponseMessage();
        if (header is not null)
            response.Headers.Add("Retry-After", header);
        return ThrottleAdvice.Read(response, Encoding.UTF8.GetBytes(body));
    }
}
