using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace ScriptedWorker;

/// <summary>Opens a stream to the host under this worker's own id, as the worker itself does: one gRPC message, a
/// StartStream, written by hand.</summary>
public static class SecondConnection
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler());

    public static async Task OpenAsync(string[] args)
    {
        var host = args[Array.IndexOf(args, "--functions-uri") + 1];
        var id = Encoding.ASCII.GetBytes(args[Array.IndexOf(args, "--functions-worker-id") + 1]);
        // StreamingMessage { start_stream (20) { worker_id (2) } } behind a flag and a length of four bytes.
        byte[] start = [0x12, (byte)id.Length, .. id];
        byte[] message = [0xA2, 0x01, (byte)start.Length, .. start];
        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri($"{host}AzureFunctionsRpcMessages.FunctionRpc/EventStream"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([0, 0, 0, 0, (byte)message.Length, .. message]),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.Add("te", "trailers");
        using var answer = await Client.SendAsync(request);
        var status = answer.Headers.Concat(answer.TrailingHeaders).First(header => header.Key == "grpc-status");
        CallLog.Add("second connection", new { status = string.Concat(status.Value) });
    }
}
