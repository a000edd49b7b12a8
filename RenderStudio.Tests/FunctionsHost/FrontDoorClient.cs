using RenderStudio.Local.FunctionsHost;

namespace RenderStudio.Tests.FunctionsHost;

/// <summary>A client of the host that follows nothing and keeps nothing.</summary>
internal sealed class FrontDoorClient(StandInHost host) : IDisposable
{
    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        BaseAddress = host.Address,
        Timeout = TimeSpan.FromSeconds(20),
    };

    public Task<HttpResponseMessage> GetAsync(string path) => client.GetAsync(path);

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content = null) =>
        SendAsync(new HttpRequestMessage(method, path) { Content = content });

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) =>
        client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

    public void Dispose() => client.Dispose();
}
