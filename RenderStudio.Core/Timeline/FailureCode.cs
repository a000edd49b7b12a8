using System.Text.Json;

namespace RenderStudio.Core.Timeline;

/// <summary>Why a generation or a prediction failed; stored and shown in snake case.</summary>
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
    /// <summary>The code as it is stored and shown: <c>timed_out</c>.</summary>
    public static string Text(this FailureCode code) => JsonNamingPolicy.SnakeCaseLower.ConvertName(code.ToString());

    public static FailureCode Parse(string text) =>
        Enum.GetValues<FailureCode>().Single(code => code.Text() == text);

    /// <summary>The sentence an owner reads.</summary>
    public static string PublicSentence(this FailureCode code) => code switch
    {
        FailureCode.ProviderRejected => "The image model did not accept this request.",
        FailureCode.ProviderFailed => "The image model could not finish this picture.",
        FailureCode.ContentFlagged => "The image model declined this content. Try other words or another photo.",
        FailureCode.ProviderUnavailable => "The image model could not be reached in time.",
        FailureCode.TimedOut =>
            "This took longer than it may. If the pictures still arrive, they are yours at no charge.",
        FailureCode.OutputExpired => "The pictures were gone before they could be saved.",
        FailureCode.DownloadFailed => "The pictures could not be fetched from the image model.",
        FailureCode.OutputInvalid => "The image model sent something that is not a picture.",
        FailureCode.NoOutputs => "The image model finished without a picture.",
        FailureCode.StorageFailed => "The pictures could not be saved.",
        FailureCode.Internal => "Something went wrong on our side.",
    };
}
