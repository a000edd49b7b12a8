using System.Buffers.Text;
using System.Text;

namespace RenderStudio.Local.FunctionsHost.Queues;

/// <summary>A message as it lies in the queue, and what it means under <c>messageEncoding</c>.</summary>
internal static class MessageText
{
    /// <summary>Null when the text is not base64 although it has to be.</summary>
    public static byte[]? Decode(string text, bool base64)
    {
        if (!base64)
            return Encoding.UTF8.GetBytes(text);
        return Base64.IsValid(text) ? Convert.FromBase64String(text) : null;
    }
}
