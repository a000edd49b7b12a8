using Microsoft.Playwright;

namespace RenderStudio.Tests.Scenarios;

/// <summary>A request that fails on purpose, about which the browser writes to its console.</summary>
/// <param name="Path">A part of the address.</param>
/// <param name="Reason">The beginning of the reason that the browser states.</param>
/// <param name="IsCertain">False when it depends on the time whether a request fails.</param>
internal sealed record ExpectedFailure(string Path, string Reason, bool IsCertain = true)
{
    public bool HasOccurred { get; set; }

    public bool Explains(IConsoleMessage message) =>
        message.Text.StartsWith($"Failed to load resource: {Reason}", StringComparison.Ordinal)
        && message.Location.Contains(Path, StringComparison.Ordinal);
}
