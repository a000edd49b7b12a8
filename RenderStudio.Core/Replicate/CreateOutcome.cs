namespace RenderStudio.Core.Replicate;

/// <summary>
/// How a create call ended; only <see cref="Accepted"/> and <see cref="Unknown"/> may have bought something.
/// </summary>
public abstract record CreateOutcome
{
    private CreateOutcome()
    {
    }

    public sealed record Accepted(ReplicatePrediction Prediction) : CreateOutcome;

    /// <summary>429: not accepted; ask again after the advised wait (null: none was advised).</summary>
    public sealed record Throttled(TimeSpan? Wait) : CreateOutcome;

    /// <summary>
    /// The circuit is open: it was not sent. Ask again after the wait (null: as soon as another call has tried).
    /// </summary>
    public sealed record NotSent(TimeSpan? Wait) : CreateOutcome;

    /// <summary>401 or 402: our token or our credit, nothing an owner can help.</summary>
    public sealed record AccountRejected(int StatusCode, string Detail) : CreateOutcome;

    /// <summary>It was not sent, because the model would refuse it: our mistake.</summary>
    public sealed record Unfit(string Detail) : CreateOutcome;

    /// <summary>Another clean 4xx: this request was understood and not accepted.</summary>
    public sealed record Refused(int StatusCode, string Detail) : CreateOutcome;

    /// <summary>Timeout, reset, 5xx or a reply that cannot be read: it may have been accepted.</summary>
    public sealed record Unknown(string Detail) : CreateOutcome;
}
