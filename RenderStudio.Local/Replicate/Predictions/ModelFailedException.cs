namespace RenderStudio.Local.Replicate.Predictions;

/// <summary>Fails the prediction with this message as its <c>error</c>.</summary>
internal sealed class ModelFailedException(string error) : Exception(error);
