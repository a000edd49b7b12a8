using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace RenderStudio.Core.Replicate;

/// <summary>One page of the account's runs, without runs that cannot be read.</summary>
/// <param name="Next">Link of the next, older page; null on the last page.</param>
/// <param name="Unread">The runs that cannot be read.</param>
/// <param name="IsBroken">
/// Whether the rest of the list cannot be read, because the next link is unreadable or the page is too long.
/// </param>
public sealed record ReplicatePage(
    IReadOnlyList<ReplicatePrediction> Items, Uri? Next, IReadOnlyList<UnreadRun> Unread, bool IsBroken)
{
    /// <summary>Ten times the number of runs on a page of Replicate.</summary>
    private const int MaxItems = 1000;

    /// <exception cref="JsonException">The JSON is not a page.</exception>
    public static ReplicatePage Parse(ReadOnlyMemory<byte> json)
    {
        using var document = LenientJson.Parse(json);
        var root = document.RootElement;
        if (ProviderField.Of(root, "results") is not { ValueKind: JsonValueKind.Array } results)
            throw new JsonException("The page has no list of results.");
        List<ReplicatePrediction> items = [];
        List<UnreadRun> unread = [];
        foreach (var item in results.EnumerateArray().Take(MaxItems))
        {
            if (ReplicatePrediction.TryRead(item) is { } run)
                items.Add(run);
            else
                unread.Add(UnreadRun.Of(item));
        }

        var link = ProviderField.Of(root, "next");
        var next = ProviderField.Link(link);
        var isLast = link is null or { ValueKind: JsonValueKind.Null };
        return new(items, next, unread, (next is null && !isLast) || results.GetArrayLength() > MaxItems);
    }
}

/// <summary>A listed run without a valid id or status.</summary>
/// <param name="Key">A hash of the run's id, or of the whole run. It is the same each time the run is listed.</param>
/// <param name="CreatedAt">Null when the time is not readable either.</param>
public sealed record UnreadRun(string Key, DateTimeOffset? CreatedAt)
{
    internal static UnreadRun Of(JsonElement item)
    {
        var id = ProviderField.Of(item, "id") ?? item;
        var hash = SHA256.HashData(JsonMarshal.GetRawUtf8Value(id));
        return new(Convert.ToHexStringLower(hash), ProviderField.Time(ProviderField.Of(item, "created_at")));
    }
}
