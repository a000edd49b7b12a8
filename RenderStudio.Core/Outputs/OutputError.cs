using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Outputs;

/// <summary>Why one output could not be processed.</summary>
public sealed record OutputError(OutputErrorKind Kind, FailureCode Code, OutputRetry Retry, string Detail)
{
    public bool Retryable => Retry != OutputRetry.Never;

    /// <summary>The reason that the owner's timeline shows.</summary>
    public string Reason => Kind switch
    {
        OutputErrorKind.Download or OutputErrorKind.Validation or OutputErrorKind.TimeLimit => Detail,
        OutputErrorKind.Storage or OutputErrorKind.Database or OutputErrorKind.Unexpected => Code.PublicSentence(),
    };

    /// <summary>Every try would have the same result.</summary>
    public static OutputError Final(string detail) =>
        new(OutputErrorKind.Validation, FailureCode.OutputInvalid, OutputRetry.Never, detail);

    /// <summary>
    /// The bytes are not an accepted picture, which a failing server can cause. Only a picture whose size or structure
    /// exceeds a limit is certain to be the output itself.
    /// </summary>
    public static OutputError Invalid(Problem problem) =>
        new(
            OutputErrorKind.Validation, FailureCode.OutputInvalid,
            problem.Code is ProblemCode.ImageTooLarge or ProblemCode.ImageTooComplex
                ? OutputRetry.Never
                : OutputRetry.SomeRounds,
            problem.Message);

    /// <summary>
    /// The picture passed its inspection but could not be finished. Whether it exceeds the time limit depends on the
    /// load of the instance.
    /// </summary>
    public static OutputError Unfinished(Problem problem) => problem.Code == ProblemCode.ImageTooComplex
        ? new(
            OutputErrorKind.TimeLimit, FailureCode.OutputInvalid, OutputRetry.SomeRounds,
            "The picture took too long to process.")
        : Invalid(problem);

    public static OutputError Expired { get; } =
        new(OutputErrorKind.Download, FailureCode.OutputExpired, OutputRetry.Never, "The link has expired.");

    public static OutputError Download(string detail, OutputRetry retry = OutputRetry.DuringOutage) =>
        new(OutputErrorKind.Download, FailureCode.DownloadFailed, retry, detail);

    public static OutputError Storage(string detail) =>
        new(OutputErrorKind.Storage, FailureCode.StorageFailed, OutputRetry.DuringOutage, detail);

    public static OutputError Database(string detail) =>
        new(OutputErrorKind.Database, FailureCode.StorageFailed, OutputRetry.DuringOutage, detail);

    /// <summary>An unexpected error, which can be temporary.</summary>
    public static OutputError Unexpected(string detail) =>
        new(OutputErrorKind.Unexpected, FailureCode.Internal, OutputRetry.DuringOutage, detail);
}

public enum OutputErrorKind
{
    Download,
    Validation,
    TimeLimit,
    Storage,
    Database,
    Unexpected,
}

/// <summary>How long an output that failed is tried again.</summary>
public enum OutputRetry
{
    /// <summary>Another try has the same result.</summary>
    Never,

    /// <summary>
    /// The response was complete but not the picture, or it took too long to process: for a number of rounds.
    /// </summary>
    SomeRounds,

    /// <summary>
    /// The server, the connection or the storage failed, or an unexpected error occurred: as long as an outage may
    /// take.
    /// </summary>
    DuringOutage,

    /// <summary>
    /// The server does not have the output or does not permit the download: until Replicate deletes it.
    /// </summary>
    UntilExpired,
}

/// <summary>A finished variant, or the error that prevented it.</summary>
public sealed record OutputResult(int Index, FinishedOutput? Output, OutputError? Error);
