using System.Collections.Concurrent;
using RenderStudio.Testing.Contract;

namespace RenderStudio.Testing.Leaks;

/// <param name="Call">Method and path, without the query.</param>
/// <param name="Text">Headers and body.</param>
public sealed record ErrorAnswer(int Status, string Call, string Text);

/// <summary>Keeps every response of 400 and above that a client of the studio received.</summary>
public sealed class ErrorAnswers
{
    private readonly ConcurrentQueue<ErrorAnswer> kept = new();

    public IReadOnlyCollection<ErrorAnswer> All => kept;

    public HttpMessageHandler Handler() => new Keeper(kept) { InnerHandler = CheckedResponses.Handler() };

    private sealed class Keeper(ConcurrentQueue<ErrorAnswer> kept) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
        {
            var answer = await base.SendAsync(request, ct);
            if ((int)answer.StatusCode < 400)
                return answer;
            await answer.Content.LoadIntoBufferAsync(ct);
            var text = $"{answer.Headers}{answer.Content.Headers}{await answer.Content.ReadAsStringAsync(ct)}";
            kept.Enqueue(new((int)answer.StatusCode, $"{request.Method} {request.RequestUri!.AbsolutePath}", text));
            return answer;
        }
    }
}
