namespace RenderStudio.Tests.Imaging;

/// <summary>The collection of tests that read counters of the whole process.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
