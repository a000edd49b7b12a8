using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Outputs;

/// <summary>Why one output could not be taken.</summary>
/// <param name="Retryable">It may pass if tried again soon.</param>
public sealed record OutputError(OutputErrorKind Kind, FailureCode Code, bool Retryable, string Detail)
{
    /// <summary>The reason for the owner's timeline.</summary>
    public string Reason =>
        Kind is OutputErrorKind.Download or OutputErrorKind.Validation ? Detail : Code.PublicSentence();

    public static OutputError Address(string detail) =>
        new(OutputErrorKind.Validation, FailureCode.OutputInvalid, false, detail);

    public static OutputError Invalid(string detail) =>
        new(OutputErrorKind.Validation, FailureCode.OutputInvalid, false, detail);

    public static OutputError Expired { get; } =
        new(OutputErrorKind.Download, FailureCode.OutputExpired, false, "The link is dead.");

    public static OutputError Download(string detail, bool retryable) =>
        new(OutputErrorKind.Download, FailureCode.DownloadFailed, retryable, detail);

    public static OutputError Storage(string detail) =>
        new(OutputErrorKind.Storage, FailureCode.StorageFailed, true, detail);

    public static OutputError Database(string detail) =>
        new(OutputErrorKind.Database, FailureCode.StorageFailed, true, detail);
}

public enum OutputErrorKind
{
    Download,
    Validation,
    Storage,
    Database,
}

/// <summary>A finished variant, or the reason why there is none.</summary>
public sealed record OutputResult(int Index, FinishedOutput? Output, OutputError? Error);
