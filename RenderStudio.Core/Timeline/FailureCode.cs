namespace RenderStudio.Core.Timeline;

/// <summary>Why a generation or a prediction failed; stored and returned in snake case.</summary>
public enum FailureCode
{
    ProviderRejected,
    ProviderFailed,
    ContentFlagged,
    ProviderUnavailable,
    TimedOut,
    OutputExpired,
    DownloadFailed,
    OutputInvalid,
    NoOutputs,
    StorageFailed,
    Internal,
}

public static class FailureCodes
{
    /// <summary>The code in snake case: <c>timed_out</c>.</summary>
    public static string Text(this FailureCode code) => code.ToSnakeCase();

    public static FailureCode Parse(string text) =>
        Enum.GetValues<FailureCode>().Single(code => code.Text() == text);

    /// <summary>The sentence that the owner receives for this code.</summary>
    public static string PublicSentence(this FailureCode code) => code switch
    {
        FailureCode.ProviderRejected => "The image model rejected the request.",
        FailureCode.ProviderFailed => "The image model failed.",
        FailureCode.ContentFlagged => "The image model rejected the content. Change the prompt or the photo.",
        FailureCode.ProviderUnavailable => "The image model was not available in time. Retry later.",
        FailureCode.TimedOut =>
            "The generation timed out. Pictures that still arrive are delivered at no charge.",
        FailureCode.OutputExpired => "The pictures expired before they could be stored.",
        FailureCode.DownloadFailed => "The pictures could not be downloaded from the image model.",
        FailureCode.OutputInvalid => "The image model returned a file that is not a valid picture.",
        FailureCode.NoOutputs => "The image model returned no pictures.",
        FailureCode.StorageFailed => "The pictures could not be stored.",
        FailureCode.Internal => "An internal error occurred.",
    };
}
