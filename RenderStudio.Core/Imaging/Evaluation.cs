using System.Runtime.InteropServices;
using NetVips;

namespace RenderStudio.Core.Imaging;

/// <summary>Runs a pixel computation so that a canceled token stops it within a few rows.</summary>
internal static class Evaluation
{
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate void EvalSignal(nint image, nint progress, nint data);

    internal static T Run<T>(Image image, Func<Image, T> work, CancellationToken stop)
    {
        if (!stop.CanBeCanceled)
            return work(image);
        stop.ThrowIfCancellationRequested();
        // A separate node, so that its kill flag does not affect other work on the same image.
        using var watched = image.Copy();
        watched.SetProgress(true);
        watched.SignalConnect<EvalSignal>("eval", (_, _, _) => KillIfCanceled(watched, stop));
        try
        {
            var result = work(watched);
            // The WebP encoder can ignore the kill flag and continue with incomplete statistics.
            stop.ThrowIfCancellationRequested();
            return result;
        }
        catch (VipsException) when (stop.IsCancellationRequested)
        {
            throw new OperationCanceledException(stop);
        }
    }

    /// <summary>Called for each computed region. libvips resets the kill flag when it reads it.</summary>
    private static void KillIfCanceled(Image watched, CancellationToken stop)
    {
        if (stop.IsCancellationRequested)
            watched.SetKill(true);
    }
}
