using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;

namespace RenderStudio.Functions.Assets;

/// <summary>The requested range of a file (RFC 9110, section 14).</summary>
/// <param name="IsPart">False for the whole file; a request for several ranges returns the whole file.</param>
public sealed record ByteRange(long From, long Length, bool IsPart)
{
    /// <returns>Null when the range is not satisfiable (416).</returns>
    public static ByteRange? Of(RequestHeaders headers, long size, EntityTagHeaderValue tag)
    {
        var whole = new ByteRange(0, size, IsPart: false);
        if (headers.Range is not { Ranges: { Count: 1 } ranges } range || range.Unit != "bytes")
            return whole;
        if (headers.IfRange is { } condition && condition.EntityTag?.Compare(tag, useStrongComparison: true) != true)
            return whole;

        var (from, to) = ranges.Single() switch
        {
            { From: { } first, To: var last } => (first, Math.Min(last ?? size, size - 1)),
            { To: { } last } => (Math.Max(size - last, 0), last == 0 ? -1 : size - 1),
            _ => (0, size - 1),
        };
        return from > to ? null : new(from, to - from + 1, IsPart: true);
    }
}
