namespace RenderStudio.Local.Children;

/// <summary>An error that the user can correct. The message is one sentence, shown without a stack trace.</summary>
public sealed class CannotStartException(string message) : Exception(message);
