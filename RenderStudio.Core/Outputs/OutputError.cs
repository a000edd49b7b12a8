using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Outputs;

/// <summary>Why one output could not be processed.</summary>
/// <param name="Retryable">True when a prompt retry can succeed.</param>
public sealed record OutputError(OutputErrorKind Kind, FailureCode Code, bool Retryable, string Detail)
{
    /// <summary>The reason that the owner's timeline shows.</summary>
    public string Reason =>
        Kind is OutputErrorKind.Download or OutputErrorKind.Validation ? Detail : Code.PublicSentence();

    public static OutputError Address(string detail) =>
        new(OutputErrorKind.Validation, FailureCode.OutputInvalid, false, detail);

    public static OutputError Invalid(string detail) =>
        new(OutputErrorKind.Validation, FailureCode.OutputInvalid, false, detail);

    public static OutputError Expired { get; } =
        new(OutputErrorKind.Download, FailureCode.OutputExpired, false, "The link has expired.");

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

/// <summary>A finished variant, or the error that prevented it.</summary>
public sealed record OutputResult(int Index, FinishedOutput? Output, OutputError? Error);
