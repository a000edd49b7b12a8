using RenderStudio.Core.Imaging;
using RenderStudio.Tests;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

// Data of theories holds pictures, and discovery draws them before any fixture starts. The policy is the product's.
Libvips.Start(LoaderPolicy.Photos);

return args.Contains("--server") || args.Contains("--internal-msbuild-node")
    ? await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
    : await ConsoleRunner.Run(args);
