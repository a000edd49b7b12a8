namespace RenderStudio.Local.Children;

/// <summary>Something a person can put right: the message is one clear sentence, shown without a stack trace.</summary>
public sealed class CannotStartException(string sentence) : Exception(sentence);
