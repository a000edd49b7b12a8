namespace RenderStudio.Core.Replicate;

/// <summary>
/// The outcome of a create call. Only <see cref="Accepted"/> and <see cref="Unknown"/> may have created a run.
/// </summary>
public abstract record CreateOutcome
{
    private CreateOutcome()
    {
    }

    public sealed record Accepted(ReplicatePrediction Prediction) : CreateOutcome;

    /// <summary>
    /// 429: not accepted. Retry after the wait that the response specifies; null when it specifies none.
    /// </summary>
    public sealed record Throttled(TimeSpan? Wait) : CreateOutcome;

    /// <summary>
    /// The call was not sent, because the circuit is open or the photo could not be uploaded. Retry after the wait;
    /// null when none is known.
    /// </summary>
    public sealed record NotSent(TimeSpan? Wait) : CreateOutcome;

    /// <summary>401 or 402: Replicate rejects the account's token or credit, which an owner cannot correct.</summary>
    public sealed record AccountRejected(int StatusCode, string Detail) : CreateOutcome;

    /// <summary>The call was not sent, because the input is invalid for the model: a defect in the product.</summary>
    public sealed record InvalidInput(string Detail) : CreateOutcome;

    /// <summary>Any other 4xx: Replicate rejected the request.</summary>
    public sealed record Refused(int StatusCode, string Detail) : CreateOutcome;

    /// <summary>A timeout, a reset, a 5xx or an unreadable reply: Replicate may have accepted the request.</summary>
    public sealed record Unknown(string Detail) : CreateOutcome;
}
