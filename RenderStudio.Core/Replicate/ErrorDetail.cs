using System.Text;
using System.Text.Json;

namespace RenderStudio.Core.Replicate;

/// <summary>The text of a refusal, for our logs; never shown to owners.</summary>
public static class ErrorDetail
{
    private const int Longest = 500;

    public static string Read(ReadOnlyMemory<byte> body)
    {
        var text = Encoding.UTF8.GetString(body.Span);
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("detail", out var detail))
                text = detail.ToString();
        }
        catch (JsonException)
        {
            // The edge answers in HTML now and then: the start of that is the best there is.
        }

        return text.Length > Longest ? text[..Longest] : text;
    }
}
