using System.Text.RegularExpressions;

namespace RenderStudio.Tests.Infra;

/// <summary>The compiler and the linter accept every file of infra/ without a warning.</summary>
public sealed partial class TemplateTests
{
    [Theory]
    [InlineData("build", "**/*.bicep")]
    [InlineData("build-params", "**/*.bicepparam")]
    [InlineData("lint", "**/*.bicep")]
    [InlineData("lint", "**/*.bicepparam")]
    public async Task Every_file_compiles_and_passes_the_linter_without_a_warning(string command, string pattern)
    {
        // The compiler writes its results beside the files.
        using var copy = BicepCopy.Create();

        AssertSilent(await Bicep.RunAsync(copy.Folder, command, "--pattern", pattern));
    }

    [Fact]
    public async Task Every_file_is_formatted()
    {
        using var copy = BicepCopy.Create();

        AssertSilent(await Bicep.RunAsync(copy.Folder, "format", "--pattern", "**/*.bicep*"));

        Assert.All(Bicep.Files, file => Assert.Equal(
            File.ReadAllText(Path.Combine(Bicep.Folder, file)), File.ReadAllText(Path.Combine(copy.Folder, file))));
    }

    [Theory]
    [InlineData("build")]
    [InlineData("lint")]
    public async Task A_warning_in_any_folder_is_noticed(string command)
    {
        using var copy = BicepCopy.Create();
        await File.WriteAllTextAsync(Path.Combine(copy.Folder, "modules", "one.bicep"), "param unused string\n");

        var run = await Bicep.RunAsync(copy.Folder, command, "--pattern", "**/*.bicep");

        Assert.Contains("one.bicep", run.Errors, StringComparison.Ordinal);
    }

    /// <summary>The pipeline installs the compiler that the tests run.</summary>
    [Fact]
    public void The_deployment_uses_the_tested_compiler()
    {
        var folder = (string)AppContext.GetData("RenderStudio.Tests.BicepFolder")!;
        var tested = Path.GetFileName(Path.GetDirectoryName(folder));

        Assert.Equal($"v{tested}", Installed().Match(DeploymentFiles.Workflow).Groups[1].Value);
    }

    private static void AssertSilent(Finished run)
    {
        Assert.Equal("", run.Errors);
        Assert.Equal(0, run.ExitCode);
    }

    [GeneratedRegex(@"az bicep install --version (\S+)")]
    private static partial Regex Installed();
}
