using System.Data.Common;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dapper;
using Npgsql;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.Leaks;

/// <summary>
/// The leak scan of a complete studio: its log, its database, and the error responses that its clients received.
/// </summary>
public static partial class StudioLeaks
{
    /// <summary>Shorter prompts are common words that occur by chance.</summary>
    private const int ShortestPrompt = 16;

    /// <exception cref="LeakException">The scan has findings; the message names the places.</exception>
    /// <param name="studio">A running studio.</param>
    /// <param name="words">Words of prompts that were rejected and that no row contains.</param>
    public static async Task LeaksNothingAsync(this StudioProcess studio, params string[] words)
    {
        var status = await studio.StatusAsync();
        await using var database = NpgsqlDataSource.Create(status.Postgres);
        var prompts = await PromptsAsync(database);
        var scan = new LeakScan(new(Secrets(studio, status), [.. prompts, .. words]));
        var found = await scan.RunAsync(database, LogLines(status), studio.ErrorAnswers.All);
        if (found.Count > 0)
            throw new LeakException($"{found.Count} leaks:\n{string.Join('\n', found)}");
    }

    private static Dictionary<string, string> Secrets(StudioProcess studio, StudioStatus status)
    {
        var secrets = JsonSerializer.Deserialize<Dictionary<string, string>>(
            File.ReadAllText(Path.Combine(status.DataFolder, "keys.json")))!;
        secrets["connection string of the database"] = status.Postgres;
        secrets["connection string of the storage"] = status.Storage;
        secrets["account key"] = Part(status.Storage, "AccountKey");
        secrets["password of the database"] = Part(status.Postgres, "Password");
        foreach (var (token, number) in studio.Tokens.Select((token, number) => (token, number)))
            secrets[$"bearer token {number}"] = token;
        foreach (var (name, value) in studio.Secrets)
            secrets[name] = value;
        return secrets;
    }

    /// <summary>
    /// The texts of owners and the prompts sent to the models: complete, and the unique words in them.
    /// </summary>
    private static async Task<IReadOnlyCollection<string>> PromptsAsync(NpgsqlDataSource database)
    {
        await using var connection = await database.OpenConnectionAsync();
        var texts = await connection.QueryAsync<string>(
            """
            select distinct text from generations,
                unnest(array[prompt, negative_prompt, composed_prompt, composed_negative]) as text
            where text is not null
            """);
        return [.. texts.SelectMany(text => UniqueWord().Matches(text).Select(word => word.Value))
            .Concat(texts.Where(text => text.Length >= ShortestPrompt)).Distinct()];
    }

    // Shared with the studio, which still writes to it.
    private static IEnumerable<string> LogLines(StudioStatus status)
    {
        using var file = new FileStream(
            Path.Combine(status.DataFolder, "studio.log"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        while (reader.ReadLine() is { } line)
            yield return line;
    }

    private static string Part(string connectionString, string name) =>
        new DbConnectionStringBuilder { ConnectionString = connectionString }.TryGetValue(name, out var value)
            ? (string)value
            : "";

    [GeneratedRegex(@"[a-z]+[0-9a-f]{32}")]
    private static partial Regex UniqueWord();
}

public sealed class LeakException(string message) : Exception(message);
