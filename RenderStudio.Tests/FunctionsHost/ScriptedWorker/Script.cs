using System.Text.Json;

namespace ScriptedWorker;

/// <summary>The actions of one call, in this order: reads, writes, waits, ends.</summary>
public sealed record Answer
{
    public int Status { get; init; } = 200;

    public string Body { get; init; } = "";

    /// <summary>Answers before it reads the request's body.</summary>
    public bool Unread { get; init; }

    /// <summary>Writes an event every 50 ms until the client closes the connection.</summary>
    public bool Stream { get; init; }

    /// <summary>Milliseconds; -1 waits for the end of the token, even when the call ignores its token.</summary>
    public int Wait { get; init; }

    public bool IgnoresToken { get; init; }

    /// <summary>The only token that ends an HTTP call: <c>request</c> (the client closed the connection) or
    /// <c>invocation</c>. Null for both.</summary>
    public string? Obeys { get; init; }

    public string? Throws { get; init; }

    /// <summary>Ends the process with this code, with a line on standard error.</summary>
    public int? Exit { get; init; }
}

/// <summary>script.json in the app's folder, read again for each call.</summary>
public sealed record Script
{
    /// <summary><c>exit N</c>, <c>silent</c> (never connects), <c>held</c> (waits until
    /// the script changes) or <c>twice</c> (connects twice).</summary>
    public string Start { get; init; } = "";

    /// <summary>By path of the request, or <c>queue</c> or <c>timer</c>.</summary>
    public Dictionary<string, Answer> Answers { get; init; } = [];

    public static string Folder { get; } =
        Environment.GetEnvironmentVariable("FUNCTIONS_APPLICATION_DIRECTORY") ?? Environment.CurrentDirectory;

    public static Script Read()
    {
        var file = Path.Combine(Folder, "script.json");
        return File.Exists(file)
            ? JsonSerializer.Deserialize<Script>(File.ReadAllText(file), JsonSerializerOptions.Web)! : new Script();
    }

    /// <summary>Waits until the test has changed how the worker starts.</summary>
    public static async Task IsNoLongerAsync(string start)
    {
        while (Read().Start == start)
            await Task.Delay(20);
    }

    public static Answer For(string call) => Read().Answers.GetValueOrDefault(call) ?? new Answer();
}
