using RenderStudio.Core.Imaging;
using RenderStudio.Tests;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

// The processes that tests start share the processor and run for seconds: a thread that waits for work sleeps at once,
// and only code that is called very often is compiled a second time.
Environment.SetEnvironmentVariable("DOTNET_ThreadPool_UnfairSemaphoreSpinLimit", "0");
Environment.SetEnvironmentVariable("DOTNET_TC_CallCountThreshold", "200");

// Data of theories holds pictures, and discovery draws them before any fixture starts. The policy is the product's.
Libvips.Start(LoaderPolicy.Photos);

return args.Contains("--server") || args.Contains("--internal-msbuild-node")
    ? await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
    : await ConsoleRunner.Run(args);
