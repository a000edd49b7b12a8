using System.Net.Sockets;
using System.Text;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.App;

/// <summary>A request on a separate connection, whose body pauses before its end until the test continues.</summary>
internal sealed class HeldRequest : IDisposable
{
    internal const string FormType = "multipart/form-data; boundary=x";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly TcpClient socket = new();

    /// <param name="headers">Each with its line break.</param>
    /// <param name="announced">The declared length of the complete body.</param>
    /// <param name="start">The part of the body that is sent now.</param>
    internal static async Task<HeldRequest> PostAsync(
        HttpClient client, string path, string headers, long announced, ReadOnlyMemory<byte> start)
    {
        var held = new HeldRequest();
        await held.socket.ConnectAsync(client.BaseAddress!.Host, client.BaseAddress.Port);
        var token = client.DefaultRequestHeaders.Authorization is { } bearer ? $"Authorization: {bearer}\r\n" : "";
        await held.SendAsync(Encoding.ASCII.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: studio\r\n{token}{headers}Content-Length: {announced}\r\n\r\n"));
        await held.SendAsync(start);
        return held;
    }

    /// <summary>A form whose last part is a file, of which only the beginning is sent.</summary>
    internal static Task<HeldRequest> PostFormAsync(
        HttpClient client, string path, IEnumerable<(string Name, string Value)> fields, string file, int fileBytes,
        int sent)
    {
        var form = new StringBuilder();
        foreach (var (name, value) in fields)
            form.Append($"--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        form.Append($"--x\r\nContent-Disposition: form-data; name=\"{file}\"; filename=\"a.png\"\r\n\r\n");
        byte[] start = [.. Encoding.ASCII.GetBytes($"{form}"), .. new byte[sent]];
        var announced = start.Length - sent + fileBytes + "\r\n--x--".Length;
        return PostAsync(client, path, $"Content-Type: {FormType}\r\n", announced, start);
    }

    internal Task SendAsync(ReadOnlyMemory<byte> bytes) => socket.GetStream().WriteAsync(bytes).AsTask();

    internal bool IsAnswered => socket.Available > 0;

    /// <summary>The head and the beginning of the response; empty when the connection ended without one.</summary>
    internal async Task<string> AnswerAsync()
    {
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            int read;
            while (!$"{answer}".Contains("\r\n0\r\n")
                && (read = await socket.GetStream().ReadAsync(buffer).AsTask().WaitAsync(Deadline)) > 0)
                answer.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }
        catch (IOException)
        {
            // The connection was reset.
        }

        return $"{answer}";
    }

    /// <summary>Closes the connection.</summary>
    public void Dispose() => socket.Dispose();
}
