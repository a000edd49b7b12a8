using Microsoft.AspNetCore.Http;
using RenderStudio.Core;
using RenderStudio.Functions;

namespace RenderStudio.Tests.Functions.Hosting;

/// <summary>The Retry-After header of a rejected request.</summary>
public sealed class RetryAfterTests
{
    [Theory]
    [InlineData(ProblemCode.IdempotencyInProgress, 0.4, "1")]
    [InlineData(ProblemCode.RateLimited, 2.0, "2")]
    [InlineData(ProblemCode.RateLimited, 2.1, "3")]
    [InlineData(ProblemCode.Unavailable, null, "5")]
    [InlineData(ProblemCode.NotFound, null, "")]
    public async Task Retry_After_is_rounded_up_to_whole_seconds(
        ProblemCode code, double? seconds, string header)
    {
        var context = new DefaultHttpContext();
        TimeSpan? wait = seconds is { } some ? TimeSpan.FromSeconds(some) : null;

        await new Problem(code, "No.", RetryAfter: wait).ToResponse().ExecuteAsync(context);

        Assert.Equal(header, context.Response.Headers.RetryAfter.ToString());
    }
}
