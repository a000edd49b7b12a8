using Microsoft.OpenApi;
using RenderStudio.Core;
using RenderStudio.Core.ApiKeys;
using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;
using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.ApiKeys;

/// <summary>The operations on API keys in the API document.</summary>
public static class ApiKeyDocument
{
    private const string Created =
        """
        {"id":"0199d3b0-4c21-7a90-b2d4-7f1e0c9a5b38","name":"The shop",
         "key":"rsk_EXAMPLEexampleEXAMPLEexampleEXAMPLEexampleE3KYRC4","prefix":"rsk_EXAMPLEe",
         "scopes":["generate","read"],"monthlyCreditCap":200,"expiresAt":null,"createdAt":"2026-11-21T09:00:00Z"}
        """;

    private const string Page =
        """
        {"items":[{"id":"0199d3b0-4c21-7a90-b2d4-7f1e0c9a5b38","name":"The shop","prefix":"rsk_EXAMPLEe",
         "scopes":["generate","read"],"monthlyCreditCap":200,"creditsThisMonth":12,"expiresAt":null,
         "lastUsedAt":"2026-11-21T09:30:00Z","createdAt":"2026-11-21T09:00:00Z"}],"nextCursor":null}
        """;

    public static Operation Create() => new("createApiKey", Tags.Account, "Create an API key")
    {
        Description =
            "A program of the owner sends the key as `Authorization: Bearer rsk_…`. Only this response contains it.",
        Bodies =
        [
            Content.Json(
                Field.Record(
                    ["name", "scopes"],
                    ("name", Field.Text($"At most {CreateApiKey.MaxName} characters.")), ("scopes", Scopes),
                    ("monthlyCreditCap", Cap), ("expiresAt", Expiry)),
                """{"name":"The shop","scopes":["generate","read"],"monthlyCreditCap":200}"""),
        ],
        Answers = [Answer.Json<NewApiKeyBody>(201, "The key, once.", Created)],
        Problems = [ProblemCode.LimitReached, .. OperationProblems.JsonBody],
    };

    public static Operation List() => new("listApiKeys", Tags.Account, "List API keys, newest first")
    {
        Answers = [Answer.Json<Page<ApiKey>>(200, "All keys in one page, without the keys themselves.", Page)],
    };

    public static Operation Delete() => new("deleteApiKey", Tags.Account, "Delete an API key")
    {
        Description = "The key is rejected within 5 seconds. Generations that it submitted continue.",
        Answers = [new(204, "The key is deleted.")],
        Problems = [ProblemCode.NotFound],
    };

    public static SchemaNotes OfApiKeys(this SchemaNotes notes) => notes
        .Text<NewApiKeyBody>("key", "No other response contains it.")
        .Text<NewApiKeyBody>("prefix", "The first characters of the key, by which it is recognised later.")
        .Text<NewApiKeyBody>("scopes", "`generate`, `read` or both.")
        .Text<NewApiKeyBody>("monthlyCreditCap", "Null without a limit.")
        .Text<NewApiKeyBody>("expiresAt", "Null for a key that does not expire.")
        .Text<ApiKey>("prefix", "The first characters of the key.")
        .Text<ApiKey>("scopes", "`generate`, `read` or both.")
        .Text<ApiKey>("monthlyCreditCap", "Null without a limit.")
        .Text<ApiKey>(
            "creditsThisMonth", "Credits that generations of the key hold or have spent in this month, in UTC.")
        .Text<ApiKey>("expiresAt", "Null for a key that does not expire.")
        .Text<ApiKey>("lastUsedAt", "Accurate to a minute; null before the first use.");

    private static OpenApiSchema Scopes
    {
        get
        {
            var list = Field.List(
                Field.Choice(KeyScopeNames.All), 1, KeyScopeNames.All.Count,
                "`read` permits every read; `generate` permits uploads, generations and changes of the library.");
            list.UniqueItems = true;
            return list;
        }
    }

    private static OpenApiSchema Cap => Field.Whole(
        0, CreateApiKey.MaxCap,
        "Credits that generations of the key can use per calendar month in UTC. Null for no limit.").OrNull();

    private static OpenApiSchema Expiry => Field.Formatted(
        "date-time", "A time in the future. Null for a key that does not expire.").OrNull();
}
