using RenderStudio.Core;
using RenderStudio.Core.Generations;

namespace RenderStudio.Functions.Generations;

/// <summary>The header <c>Idempotency-Key</c>: visible ASCII characters, with or without quotes.</summary>
/// <param name="Key">Null when the header is missing.</param>
public sealed record IdempotencyHeader(IdempotencyKey? Key)
{
    private const string Name = "Idempotency-Key";
    private const int MaxLength = 255;

    /// <param name="path">
    /// The path of the operation, without a leading slash: the key belongs to the operation, however the client spells
    /// its address.
    /// </param>
    public static Result<IdempotencyHeader> Read(HttpRequest request, string path, string fingerprint)
    {
        var header = request.Headers[Name];
        if (header.Count == 0)
            return new IdempotencyHeader((IdempotencyKey?)null);
        var key = header.Count == 1 ? Unquoted(header.ToString().Trim()) : "";
        if (key.Length is 0 or > MaxLength || key.Any(letter => letter is < '!' or > '~'))
            return Problem.OfField(Name, $"Must be 1 to {MaxLength} visible ASCII characters, once.");
        return new IdempotencyHeader(new IdempotencyKey($"{HttpMethods.Post} /{path}", key, fingerprint));
    }

    private static string Unquoted(string text) =>
        text is ['"', .. var inner, '"'] ? inner : text;
}
