using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using RenderStudio.Local.Children;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Local;

/// <summary>An error that the user can correct is reported in one sentence, with exit code 1.</summary>
public sealed class StudioRefusalTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("render-studio-refusals-");

    [Fact]
    public Task An_unknown_option() => RefusesAsync("no option '--prot'", ["--prot", "1"]);

    [Fact]
    public async Task A_port_in_use()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        await RefusesAsync($"Port {port} is in use", [.. FreePorts, "--port", $"{port}"]);
        await RefusesAsync($"Port {port} is in use", [.. FreePorts, "--replicate-port", $"{port}"]);
        await RefusesAsync($"Port {port} is in use", [.. FreePorts, "--stripe-port", $"{port}"]);
        await RefusesAsync($"Port {port} is in use", [.. FreePorts, "--issuer", $"{port}"]);
    }

    [Fact]
    public Task A_data_folder_that_cannot_be_written()
    {
        var file = Path.Combine(folder.FullName, "a-file");
        File.WriteAllText(file, "");
        return RefusesAsync("cannot be written", ["--data", Path.Combine(file, "below")]);
    }

    [Fact]
    public async Task A_data_folder_that_another_studio_uses()
    {
        using var claim = new FileStream(
            Path.Combine(folder.FullName, "lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);

        await RefusesAsync("Another studio is using", ["--data", folder.FullName]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"TokenSigning\":\"c2Vj")]
    [InlineData("{\"TokenSigning\":\"c2VjcmV0\"}")]
    public async Task Incomplete_keys(string text)
    {
        var keys = Path.Combine(folder.FullName, "keys.json");
        await File.WriteAllTextAsync(keys, text);

        await RefusesAsync($"The keys in {keys} cannot be used", ["--data", folder.FullName]);
    }

    [Fact]
    public async Task A_log_that_cannot_be_written()
    {
        var log = folder.CreateSubdirectory("studio.log").FullName;

        await RefusesAsync($"The log {log} cannot be written", ["--data", folder.FullName]);
    }

    [Fact]
    public async Task A_simulator_port_that_is_taken_after_the_check()
    {
        using var listener = new TcpListener(IPAddress.Loopback, FreePort.Next());
        var (asked, go) = WaitingNode();
        string[] arguments =
        [
            .. FreePorts, "--app", AppContext.BaseDirectory,
            "--replicate-port", $"{((IPEndPoint)listener.LocalEndpoint).Port}",
        ];

        var refusing = RefusesAsync("The Replicate simulator cannot start", arguments, PathWith(folder.FullName));
        await Eventually.BecomesTrueAsync(() => File.Exists(asked));
        listener.Start();
        await File.WriteAllTextAsync(go, "");
        await refusing;
    }

    [Fact]
    public Task An_app_that_was_not_published() =>
        RefusesAsync("is not published in", [.. FreePorts, "--app", folder.FullName]);

    [Fact]
    public Task A_missing_Node() =>
        RefusesAsync("Node 20 or newer is required, and 'node' was not found", FreePorts, OnlyNode(null));

    [Fact]
    public Task An_old_Node() => RefusesAsync("'node' on the PATH is v18.20.1", FreePorts, OnlyNode("v18.20.1"));

    [Fact]
    public async Task Live_mode_without_a_token_or_an_address()
    {
        string[] live = [.. FreePorts, "--replicate", "live"];

        await RefusesAsync("REPLICATE_API_TOKEN", live, With(token: ""));
        await RefusesAsync("PUBLIC_BASE_URL", live, With(token: "r8_x"));

        static Dictionary<string, string> With(string token) =>
            new() { ["REPLICATE_API_TOKEN"] = token, ["PUBLIC_BASE_URL"] = "" };
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static string[] FreePorts =>
        ["--ephemeral", "--port", "0", "--replicate-port", "0", "--stripe-port", "0"];

    private static async Task RefusesAsync(
        string part, string[] arguments, Dictionary<string, string>? environment = null)
    {
        await using var studio = await StudioProcess.RunAsync(arguments, environment);

        Assert.Equal(1, await studio.Exited.WaitAsync(TimeSpan.FromSeconds(60)));
        var line = Assert.Single(studio.ErrorLines);
        Assert.Contains(part, line, StringComparison.Ordinal);
        Assert.DoesNotContain("at RenderStudio", line, StringComparison.Ordinal);
    }

    /// <summary>
    /// A Node wrapper that reports its version only when permitted, and otherwise runs the real Node.
    /// </summary>
    private (string Asked, string Go) WaitingNode()
    {
        var (asked, go) = (Path.Combine(folder.FullName, "asked"), Path.Combine(folder.FullName, "go"));
        WriteNode($"""
            if [ "$1" = --version ]; then : > {asked}; while [ ! -e {go} ]; do sleep 0.05; done; fi
            PATH='{Environment.GetEnvironmentVariable("PATH")}' exec node "$@"
            """);
        return (asked, go);
    }

    private static Dictionary<string, string> PathWith(string first) =>
        new() { ["PATH"] = $"{first}:{Environment.GetEnvironmentVariable("PATH")}" };

    private void WriteNode(string script)
    {
        var node = Path.Combine(folder.FullName, "node");
        File.WriteAllText(node, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(node, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    /// <summary>A PATH on which Node has this version or is absent.</summary>
    private Dictionary<string, string> OnlyNode(string? nodeVersion)
    {
        if (nodeVersion is not null)
            WriteNode($"echo {nodeVersion}");
        return new()
        {
            ["PATH"] = folder.FullName,
            ["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../..")),
        };
    }
}
