namespace RenderStudio.Local.Replicate.Predictions;

/// <summary>The prediction fails with this text as its <c>error</c>.</summary>
internal sealed class ModelFailedException(string error) : Exception(error);
