using Azure;
using Azure.Identity;
using Npgsql;

namespace RenderStudio.Core;

/// <summary>
/// Distinguishes exceptions of an unavailable database or storage service from defects of the product.
/// </summary>
public static class Outage
{
    public static Problem Problem { get; } =
        new(ProblemCode.Unavailable, "The service is temporarily unavailable. Retry later.");

    /// <param name="thrown">
    /// A cancellation counts as an outage: a cancellation that the caller did not request is an expired deadline.
    /// </param>
    public static bool IsCauseOf(Exception thrown) => thrown is
        NpgsqlException { IsTransient: true }
        or PostgresException { SqlState: ['5', '7', 'P', ..] } // the server is shutting down or starting
        or NpgsqlException { InnerException: AuthenticationFailedException } // no token for a new connection
        or AuthenticationFailedException
        or RequestFailedException { Status: 0 or >= 500 }
        or AggregateException { InnerExceptions: [.., RequestFailedException { Status: 0 or >= 500 }] }
        or OperationCanceledException;
}
