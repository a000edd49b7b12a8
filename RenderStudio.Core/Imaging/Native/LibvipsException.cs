namespace RenderStudio.Core.Imaging.Native;

/// <summary>A libvips call failed; the message is libvips' own and not for the public.</summary>
internal sealed class LibvipsException(string message) : Exception(message)
{
    /// <summary>
    /// Takes what libvips has noted and clears it, in one step. The buffer is one for the process: under concurrency it
    /// may speak of a neighbour's failure too, so it explains, and nothing is ever decided by it.
    /// </summary>
    internal static LibvipsException Take(string call) => new($"{call}: {Errors.Take()}");
}
