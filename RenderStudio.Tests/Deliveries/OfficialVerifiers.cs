using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using RenderStudio.Local.Children;
using RenderStudio.Testing.Deliveries;
using StandardWebhooks;
using StandardWebhooks.Diagnostics;

namespace RenderStudio.Tests.Deliveries;

/// <summary>Verifies deliveries with libraries that share no code with the product.</summary>
internal static class OfficialVerifiers
{
    /// <summary>Verifies with the npm package <c>standardwebhooks</c>.</summary>
    /// <returns>Per delivery <c>valid {type} {id}</c>, or <c>invalid: {reason}</c>.</returns>
    public static async Task<IReadOnlyList<string>> ByNpmAsync(
        params IReadOnlyList<(string Secret, ReceivedEvent Event)> deliveries)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(deliveries.Select(one => new
            {
                secret = one.Secret,
                headers = HeadersOf(one.Event),
                body = one.Event.Body,
            })));
            var lines = new ConcurrentQueue<string>();
            var script = Path.Combine(AppContext.BaseDirectory, "Deliveries", "verify-deliveries.cjs");
            await using var node = await ChildProcess.StartAsync(
                new ChildCommand("verifier", "node", [script, file]) { OnOutput = lines.Enqueue });
            Assert.True(await node.Exited.WaitAsync(TimeSpan.FromMinutes(1)) == 0, node.LastOutput);
            return [.. lines];
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Verifies with the NuGet package <c>StandardWebhooks</c>.</summary>
    public static bool ByNuGet(string secret, ReceivedEvent received)
    {
        var headers = new HeaderDictionary();
        foreach (var (name, value) in HeadersOf(received))
            headers[name] = value;
        try
        {
            new StandardWebhook(secret).Verify(received.Body, headers);
            return true;
        }
        catch (WebhookVerificationException)
        {
            return false;
        }
    }

    private static Dictionary<string, string> HeadersOf(ReceivedEvent received) => new()
    {
        ["webhook-id"] = received.Id,
        ["webhook-timestamp"] = received.Timestamp,
        ["webhook-signature"] = received.Signature,
    };
}
