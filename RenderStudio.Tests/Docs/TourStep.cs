using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using RenderStudio.Local.Children;

namespace RenderStudio.Tests.Docs;

/// <summary>A command of docs/api.md, and the comment below it: expected statuses, and variables to set.</summary>
internal sealed partial record TourStep(string Command, string[] Statuses, (string Name, string Source)[] Variables)
{
    // Reports method, address and status of the call on standard error.
    private const string ReportingCurl =
        """curl() { command curl -w '%{stderr}%{method} %{url_effective} %{http_code}\n' "$@"; }""";

    public static IReadOnlyList<TourStep> Read(string page) =>
    [
        .. Blocks().Matches(page).Select(block => new TourStep(
            block.Groups["command"].Value, block.Groups["statuses"].Value.Split('|'),
            [
                .. block.Groups["variables"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                    .Select(variable => variable.Split('=')).Select(parts => (parts[0], parts[1])),
            ])),
    ];

    /// <summary>Runs the command in <paramref name="folder"/> and adds its variables.</summary>
    public async Task<TourCall> RunAsync(string folder, Dictionary<string, string> variables)
    {
        var (output, errors) = (new ConcurrentQueue<string>(), new ConcurrentQueue<string>());
        await using var shell = await ChildProcess.StartAsync(
            new ChildCommand("bash", "bash", ["-c", $"cd '{folder}'\n{ReportingCurl}\n{Command}"])
            {
                Environment = variables,
                OnOutput = output.Enqueue,
                OnError = errors.Enqueue,
            });
        Assert.Equal(0, await shell.Exited.WaitAsync(TimeSpan.FromSeconds(120)));
        if (errors.LastOrDefault()?.Split(' ') is not [var method, var url, var status])
            throw new InvalidOperationException($"{Command}\n{string.Join('\n', errors)}");
        foreach (var (name, source) in Variables)
            variables[name] = Value([.. output], source);
        return new(method, new Uri(url), status, string.Join('\n', output));
    }

    private static string Value(string[] lines, string source)
    {
        if (source is ['@', .. var header])
            return lines.First(line => line.StartsWith($"{header}:", StringComparison.OrdinalIgnoreCase))[
                (header.Length + 1)..].Trim();
        var body = JsonSerializer.Deserialize<JsonElement>(lines.Last(line => line is ['{', ..]));
        return source.Split('.').Aggregate(body, Part).ToString();
    }

    private static JsonElement Part(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Array ? json[int.Parse(name)] : json.GetProperty(name);

    [GeneratedRegex(
        @"```sh\n(?<command>.*?)```\n(<!-- (?<statuses>[\d|]+)(?<variables>[^>]*) -->)?", RegexOptions.Singleline)]
    private static partial Regex Blocks();
}

internal sealed record TourCall(string Method, Uri Address, string Status, string Output);
