using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Functions.Administration;

/// <summary>Every operation of the API document below <c>/admin</c>, with and without the role.</summary>
public sealed class AdminRouteTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private const string Root = "/api/v1/admin/";

    private static readonly List<(string Method, string Path)> Routes =
    [
        .. from path in JsonNode.Parse(File.ReadAllText(
               Path.Combine(Repository.Root, "docs", "openapi.json")))!["paths"]!.AsObject()
           where path.Key.StartsWith(Root, StringComparison.Ordinal)
           from operation in path.Value!.AsObject()
           from method in operation.Key == "get" ? (string[])["GET", "HEAD"] : [operation.Key.ToUpperInvariant()]
           select (method, path.Key.Replace("{id}", $"{Guid.NewGuid()}")),
    ];

    [Fact]
    public void The_document_lists_the_operations_of_operators() => Assert.True(Routes.Count >= 18, $"{Routes.Count}");

    [Fact]
    public async Task Without_a_token_every_operation_is_unauthenticated()
    {
        foreach (var (method, path) in Routes)
        {
            Assert.Equal(
                (path, "unauthenticated"), await CodeAsync(shared.App.Http, method, path, HttpStatusCode.Unauthorized));
        }
    }

    [Fact]
    public async Task Without_the_role_every_operation_is_forbidden_and_leaves_no_act()
    {
        using var owner = shared.App.ClientOf("an-owner-without-the-role");

        foreach (var (method, path) in Routes)
            Assert.Equal((path, "forbidden"), await CodeAsync(owner, method, path, HttpStatusCode.Forbidden));

        Assert.Equal(0, await shared.App.QueryAsync<int>(
            """
            select count(*)::int from admin_acts a join owners o on o.id = a.actor_id
            where o.subject = 'an-owner-without-the-role'
            """));
    }

    [Fact]
    public async Task With_the_role_every_operation_is_answered()
    {
        using var admin = shared.App.AdminOf();

        foreach (var (method, path) in Routes)
        {
            using var answer = await SendAsync(admin, method, path);
            Assert.True(
                answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.NotFound or HttpStatusCode.UnprocessableEntity,
                $"{method} {path}: {answer.StatusCode}");
        }
    }

    private static async Task<(string Path, string? Code)> CodeAsync(
        HttpClient client, string method, string path, HttpStatusCode expected)
    {
        using var answer = await SendAsync(client, method, path);
        Assert.True(answer.StatusCode == expected, $"{method} {path}: {answer.StatusCode}");
        if (method == "HEAD")
            return (path, expected == HttpStatusCode.Forbidden ? "forbidden" : "unauthenticated");
        return (path, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, string method, string path) =>
        client.SendAsync(new HttpRequestMessage(new(method), path)
        {
            Content = method == "POST" ? JsonContent.Create(new { }) : null,
        });
}
