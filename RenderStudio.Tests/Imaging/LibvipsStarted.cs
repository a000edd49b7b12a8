using RenderStudio.Core.Imaging;
using RenderStudio.Tests.Imaging;

[assembly: AssemblyFixture(typeof(LibvipsStarted))]

namespace RenderStudio.Tests.Imaging;

/// <summary>The test process meets pictures under the policy of the product, never under the simulator's.</summary>
public sealed class LibvipsStarted
{
    public LibvipsStarted() => Libvips.Start(LoaderPolicy.Photos);
}

/// <summary>For tests that read counters of the whole process.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
