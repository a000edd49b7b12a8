using System.Net.Sockets;

namespace RenderStudio.Local.Children;

/// <summary>
/// An OpenID Connect issuer as a child process: discovery, keys and tokens for any user. A restart keeps the address
/// and generates a new key.
/// </summary>
public sealed class IssuerChild : IAsyncDisposable
{
    private readonly SupervisedChild child;
    private readonly int port;
    private readonly string audience;

    private IssuerChild(int port, string audience)
    {
        (this.port, this.audience) = (port, audience);
        child = new SupervisedChild(Command, AnswersAsync, Signal.Terminate);
    }

    /// <summary>The <c>iss</c> claim of its tokens, and the address of its discovery.</summary>
    public string Address => $"http://127.0.0.1:{port}";

    public Task<ChildFailure> Failed => child.Failed;

    /// <param name="audience">The <c>aud</c> claim of tokens, unless a request names another one.</param>
    public static async Task<IssuerChild> StartAsync(int port, string audience, CancellationToken cancellation)
    {
        var issuer = new IssuerChild(port, audience);
        await issuer.StartAsync(cancellation);
        return issuer;
    }

    public Task KillAsync() => child.KillAsync();

    public async Task RestartAsync(CancellationToken cancellation)
    {
        await child.KillAsync();
        await StartAsync(cancellation);
    }

    public ValueTask DisposeAsync() => child.DisposeAsync();

    private async Task StartAsync(CancellationToken cancellation)
    {
        if (await child.TryStartAsync(cancellation) is { } output)
            throw new CannotStartException($"The issuer did not start: {output}");
    }

    private ChildCommand Command() => new("Issuer", "node", [NpmParts.Issuer, $"{port}", audience]);

    private async Task<bool> AnswersAsync(CancellationToken cancellation)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port, cancellation);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
