using System.Runtime.InteropServices;
using NetVips;

namespace RenderStudio.Core.Imaging;

/// <summary>Runs what computes pixels, so that a canceled token ends it within a few rows.</summary>
internal static class Evaluation
{
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate void EvalSignal(nint image, nint progress, nint data);

    internal static T Run<T>(Image image, Func<Image, T> work, CancellationToken stop)
    {
        if (!stop.CanBeCanceled)
            return work(image);
        stop.ThrowIfCancellationRequested();
        // A node of its own, so that the mark to end reaches no other work on the same image.
        using var watched = image.Copy();
        watched.SetProgress(true);
        watched.SignalConnect<EvalSignal>("eval", (_, _, _) => KillIfCanceled(watched, stop));
        try
        {
            var result = work(watched);
            // The WebP encoder may miss the mark and go on with half of its statistics.
            stop.ThrowIfCancellationRequested();
            return result;
        }
        catch (VipsException) when (stop.IsCancellationRequested)
        {
            throw new OperationCanceledException(stop);
        }
    }

    /// <summary>Called for each part that was computed. libvips clears the mark when it sees it.</summary>
    private static void KillIfCanceled(Image watched, CancellationToken stop)
    {
        if (stop.IsCancellationRequested)
            watched.SetKill(true);
    }
}
