using System.Net;
using System.Text;
using System.Text.Json;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Functions.Generations;

/// <summary>Requests with an idempotency key, and their answers.</summary>
internal static class KeyedRequests
{
    internal const string SubmitRoute = "/api/v1/generations";

    internal static Guid IdOf(Answer answer) => JsonDocument.Parse(answer.Body).RootElement.Id();

    internal static Task<Answer> SubmitAsync(HttpClient owner, string key, string prompt) =>
        SendAsync(owner, key, JsonSerializer.Serialize(new { mode = "imagine", prompt }));

    internal static async Task<Answer> SendAsync(HttpClient owner, string key, string body, string path = SubmitRoute)
    {
        using var answer = await owner.SendAsync(Request(key, body, path));
        return new(answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    internal static async Task<Answer> SubmitPhotoAsync(
        HttpClient owner, string key, byte[] photo, string fileName = "room.png")
    {
        using var form = new MultipartFormDataContent();
        form.Add(new StringContent("redesign"), "mode");
        form.Add(new StringContent("japandi"), "style");
        form.Add(new ByteArrayContent(photo), "input1", fileName);
        var request = new HttpRequestMessage(HttpMethod.Post, SubmitRoute) { Content = form };
        request.Headers.Add("Idempotency-Key", key);
        using var answer = await owner.SendAsync(request);
        return new(answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    internal static HttpRequestMessage Request(string key, string body, string path = SubmitRoute)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return request;
    }

    internal static Task<int> CountAsync(RunningApp app, string table, string subject, string which = "true") =>
        app.QueryAsync<int>(
            $"""
            select count(*)::int from {table} t join owners o on o.id = t.owner_id
            where o.subject = @subject and {which}
            """, new { subject });

    internal sealed record Answer(HttpStatusCode Status, string Body);
}
