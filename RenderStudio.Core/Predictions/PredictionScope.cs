using Microsoft.Extensions.Logging;

namespace RenderStudio.Core.Predictions;

/// <summary>A log scope that adds the prediction and its attempt to every log line.</summary>
internal static class PredictionScope
{
    private static readonly Func<ILogger, Guid, int, IDisposable?> Begin =
        LoggerMessage.DefineScope<Guid, int>("prediction {PredictionId} attempt {Attempt}");

    public static IDisposable? Of(ILogger logger, Prediction prediction) =>
        Begin(logger, prediction.Id, prediction.Attempt);
}
