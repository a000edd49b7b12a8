using Azure;
using Npgsql;

namespace RenderStudio.Core;

/// <summary>What is thrown when the database or storage is away, as against a mistake of ours.</summary>
public static class Outage
{
    public static Problem Problem { get; } =
        new(ProblemCode.Unavailable, "The studio cannot reach its data right now.");

    /// <param name="thrown">A cancellation counts: one that the caller did not ask for is a deadline that passed.</param>
    public static bool IsCauseOf(Exception thrown) => thrown is
        NpgsqlException { IsTransient: true }
        or PostgresException { SqlState: ['5', '7', 'P', ..] } // the server is shutting down or starting
        or RequestFailedException { Status: 0 or >= 500 }
        or AggregateException { InnerExceptions: [.., RequestFailedException { Status: 0 or >= 500 }] }
        or OperationCanceledException;
}
