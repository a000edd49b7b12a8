using Microsoft.Extensions.Options;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Prompts;

namespace RenderStudio.Core.ApiKeys;

/// <summary>The fields of a new key.</summary>
public sealed record ApiKeyFields
{
    public string? Name { get; init; }

    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>Null without a limit; 0 permits only free generations.</summary>
    public int? MonthlyCreditCap { get; init; }

    /// <summary>Null for a key that does not expire.</summary>
    public DateTime? ExpiresAt { get; init; }
}

/// <summary>Creates a key for programs of an owner.</summary>
public sealed class CreateApiKey(ApiKeyStore store, IOptions<ApiKeyOptions> options, TimeProvider clock)
{
    public const int MaxName = 100, MaxCap = 1_000_000;

    // PostgreSQL stores the greatest DateTime as infinity.
    private static readonly DateTime Latest = new(3000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <param name="fields">The name and the scopes are required.</param>
    /// <param name="errors">Errors of fields that could not be read; receives further ones.</param>
    public async Task<Result<NewApiKey>> RunAsync(
        ApiKeyFields fields, FieldErrors errors, Caller caller, CancellationToken ct)
    {
        var name = UserText.Clean(fields.Name);
        CheckName(name, errors);
        CheckScopes(fields.Scopes, errors);
        errors.AddWhen(fields.ExpiresAt <= clock.GetUtcNow().UtcDateTime, "expiresAt", "Must be in the future.");
        errors.AddWhen(fields.ExpiresAt >= Latest, "expiresAt", $"Must be before the year {Latest.Year}.");
        if (errors.ToProblem() is { } invalid)
            return invalid;
        var text = KeyText.Generate();
        return await store.AddAsync(caller.OwnerId, fields with { Name = name }, text, ct) is { } added
            ? new NewApiKey(added, text)
            : new Problem(
                ProblemCode.LimitReached,
                $"An account can have at most {options.Value.MaxKeys} API keys. Delete one first.");
    }

    private static void CheckName(string? name, FieldErrors errors)
    {
        errors.AddWhen(name is null && !errors.Has("name"), "name", "Is required.");
        errors.AddWhen(
            UserText.LengthOf(name ?? "") > MaxName, "name", $"Must not be longer than {MaxName} characters.");
    }

    private static void CheckScopes(IReadOnlyList<string>? scopes, FieldErrors errors)
    {
        errors.AddWhen(scopes is null && !errors.Has("scopes"), "scopes", "Is required.");
        errors.AddWhen(
            scopes is { Count: 0 } || scopes?.Any(scope => !KeyScopeNames.All.Contains(scope)) == true, "scopes",
            $"Must be a list of one or more of: {string.Join(", ", KeyScopeNames.All)}.");
        errors.AddWhen(scopes?.Distinct().Count() < scopes?.Count, "scopes", "Contains a duplicate.");
    }
}
