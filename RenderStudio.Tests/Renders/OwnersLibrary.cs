using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using RenderStudio.Testing.App;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Renders;

/// <summary>An owner with some renders, another owner, and their requests over HTTP.</summary>
internal sealed class OwnersLibrary(HttpClient owner, HttpClient otherOwner) : IDisposable
{
    public HttpClient Owner { get; } = owner;

    public HttpClient OtherOwner { get; } = otherOwner;

    public Guid OwnerId { get; private set; }

    /// <summary>The ids of the renders on the first page, in the order of the list.</summary>
    public IReadOnlyList<Guid> Ids { get; private set; } = [];

    /// <summary>The address of the first render.</summary>
    public string First => $"/api/v1/renders/{Ids[0]}";

    public static async Task<OwnersLibrary> CreateAsync(RunningApp app, int renders = 4)
    {
        var subject = $"library-{Guid.NewGuid()}";
        var library = new OwnersLibrary(app.ClientOf(subject), app.ClientOf($"other-{subject}"));
        library.OwnerId = await app.OwnerOfAsync(library.Owner, subject);
        await using var connection = await app.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
        await LibraryRows.AddAsync(connection, library.OwnerId, renders);
        library.Ids = await library.ListedAsync("");
        return library;
    }

    public void Dispose()
    {
        Owner.Dispose();
        OtherOwner.Dispose();
    }

    /// <summary>The ids of the owner's renders that a query selects.</summary>
    public async Task<IReadOnlyList<Guid>> ListedAsync(string query) =>
        [.. (await Owner.GetFromJsonAsync<JsonElement>($"/api/v1/renders{query}")).GetProperty("items").EnumerateArray()
            .Select(item => item.GetProperty("id").GetGuid())];

    public Task<HttpResponseMessage> PublishAsync(HttpClient client, bool isPublic) =>
        client.PutAsJsonAsync($"{First}/visibility", new { isPublic });

    /// <summary>Returns each id with its problem code, or with an empty code if the change succeeded.</summary>
    public static async Task<IReadOnlyList<string>> BulkAsync(
        HttpClient client, string action, IReadOnlyList<Guid> some)
    {
        var answer = await OkAsync(await client.PostAsJsonAsync("/api/v1/renders/bulk", new { action, ids = some }));
        return [.. answer.GetProperty("items").EnumerateArray()
            .Select(item => $"{item.GetProperty("id").GetString()} {item.GetProperty("code").GetString()}")];
    }

    public static async Task<JsonElement> OkAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{(int)answer.StatusCode}: {text}");
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    public static async Task NamesAsync(HttpResponseMessage answer, string field)
    {
        var problem = await CodeAsync(answer, HttpStatusCode.UnprocessableEntity, "validation_failed");
        Assert.Equal([field], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    public static async Task<JsonElement> CodeAsync(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((status, code), (answer.StatusCode, problem.GetProperty("code").GetString()));
        return problem;
    }

    // Links differ if an expiry boundary lies between two reads.
    public static string Unsigned(string body) => Regex.Replace(body, @"\?sv=[^""]*", "");

    public static StringContent Json(string body) => new(body, System.Text.Encoding.UTF8, "application/json");
}
