using System.Text.RegularExpressions;

namespace RenderStudio.Tests.Infra;

/// <summary>The compiler and the linter accept every file of infra/ without a warning.</summary>
public sealed partial class TemplateTests
{
    public static TheoryData<string> Files => [.. Bicep.Files];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Each_file_compiles_without_a_warning(string file)
    {
        var command = file.EndsWith(".bicep", StringComparison.Ordinal) ? "build" : "build-params";
        AssertSilent(await Bicep.RunAsync(Bicep.Folder, command, file, "--stdout"));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Each_file_passes_the_linter(string file) =>
        AssertSilent(await Bicep.RunAsync(Bicep.Folder, "lint", file));

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Each_file_is_formatted(string file)
    {
        var formatted = await Bicep.RunAsync(Bicep.Folder, "format", file, "--stdout");

        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Bicep.Folder, file)), formatted.Output);
    }

    [Fact]
    public async Task A_warning_of_the_compiler_is_noticed()
    {
        var folder = Directory.CreateTempSubdirectory("render-studio-bicep-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "one.bicep"), "param unused string\n");

            var run = await Bicep.RunAsync(folder.FullName, "build", "one.bicep", "--stdout");

            Assert.ThrowsAny<Exception>(() => AssertSilent(run));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
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
