using System.Net.Sockets;
using System.Text;

namespace RenderStudio.Testing.App;

/// <summary>A request written byte by byte, as no client library would send it.</summary>
internal static class RawRequest
{
    /// <summary>Sends the text as Latin-1 and reads the response completely.</summary>
    /// <returns>The status and the complete response; status 0 when the connection ended without one.</returns>
    public static async Task<(int Status, string Answer)> SendAsync(RunningApp app, string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(app.Http.BaseAddress!.Host, app.Http.BaseAddress.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        try
        {
            using var reader = new StreamReader(stream, Encoding.Latin1);
            var answer = await reader.ReadToEndAsync();
            return answer.Split(' ', 3) is [_, var status, ..] ? (int.Parse(status), answer) : (0, answer);
        }
        catch (IOException)
        {
            return (0, "");
        }
    }

    /// <param name="headers">Each with its line end.</param>
    public static string Of(
        string method, string target, string? token = null, string headers = "", string body = "") =>
        $"{method} {target} HTTP/1.1\r\nHost: studio\r\nConnection: close\r\n"
        + $"{(token is null ? "" : $"Authorization: {token}\r\n")}{headers}"
        + $"{(body == "" ? "" : $"Content-Length: {body.Length}\r\n")}\r\n{body}";
}
