using RenderStudio.Core.Imaging;
using RenderStudio.Tests;
using RenderStudio.Tests.Imaging.Corpus;
using RenderStudio.Tests.Support.App;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

// Data of theories holds pictures, and discovery draws them before any fixture starts. The policy is the product's.
Libvips.Start(LoaderPolicy.Photos);

// The runner of the tests, or one of the children that tests start from this same program.
return args switch
{
    [CorpusChild.Command, var folder] => await CorpusChild.RunAsync(folder),
    [AppChild.Command, var settings] => await AppChild.RunAsync(settings),
    _ when args.Contains("--server") || args.Contains("--internal-msbuild-node") =>
        await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
    _ => await ConsoleRunner.Run(args),
};
