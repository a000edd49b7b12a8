using System.Text.Json;

namespace RenderStudio.Local.LocalCalls;

/// <summary>The body of <c>POST /local/tokens</c>.</summary>
/// <param name="Plan">Null keeps the plan of the user.</param>
internal sealed record TokenRequest(string User, string? Plan, IReadOnlyList<string> Roles)
{
    // The app rejects a token with a longer subject.
    private const int MaxUser = 255;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private static string PlanNames { get; } = string.Join(", ", LocalTokens.Plans);

    /// <exception cref="JsonException">The body is not a JSON object.</exception>
    /// <exception cref="InvalidTokenRequestException">A field is invalid; the message names it.</exception>
    public static async Task<TokenRequest> ReadAsync(Stream body, CancellationToken cancellation)
    {
        using var document = await JsonDocument.ParseAsync(body, Strict, cancellation);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw new JsonException();
        var fields = document.RootElement.EnumerateObject().ToDictionary(field => field.Name, field => field.Value);
        if (fields.Keys.FirstOrDefault(name => name is not ("user" or "plan" or "roles")) is { } unknown)
            throw new InvalidTokenRequestException($"The field '{unknown}' is unknown.");
        var user = Text(fields, "user") ?? throw new InvalidTokenRequestException("The field 'user' is required.");
        var plan = Text(fields, "plan");
        if (user.Length is 0 or > MaxUser || user.Any(char.IsControl))
            throw new InvalidTokenRequestException(
                $"The field 'user' must have 1 to {MaxUser} characters without control characters.");
        return plan is null || LocalTokens.Plans.Contains(plan)
            ? new(user, plan, RolesOf(fields))
            : throw new InvalidTokenRequestException($"The field 'plan' must be one of {PlanNames}.");
    }

    private static IReadOnlyList<string> RolesOf(Dictionary<string, JsonElement> fields) =>
        fields.GetValueOrDefault("roles") switch
        {
            { ValueKind: JsonValueKind.Undefined or JsonValueKind.Null } => [],
            { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().All(IsText) =>
                [.. list.EnumerateArray().Select(role => Text("roles", role)!)],
            _ => throw new InvalidTokenRequestException("The field 'roles' must be a list of texts."),
        };

    private static bool IsText(JsonElement element) => element.ValueKind == JsonValueKind.String;

    /// <returns>Null when the field is missing or null.</returns>
    private static string? Text(Dictionary<string, JsonElement> fields, string name) =>
        fields.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null ? Text(name, value) : null;

    private static string? Text(string name, JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException) // Another type, or a text that is not valid Unicode.
        {
            throw new InvalidTokenRequestException($"The field '{name}' must be a text.");
        }
    }
}

internal sealed class InvalidTokenRequestException(string message) : Exception(message);
