using System.Diagnostics;

namespace RenderStudio.Benchmarks.Generations;

/// <summary>How long the app's last message to a queue took, as its HTTP client saw it.</summary>
internal sealed class QueueSends : IDisposable
{
    private readonly ActivityListener listener;

    public QueueSends()
    {
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "System.Net.Http",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.GetTagItem("url.full") is string address && address.Contains("prediction-starts"))
                    Last = activity.Duration.TotalMilliseconds;
            },
        };
        ActivitySource.AddActivityListener(listener);
    }

    public double Last { get; private set; }

    public void Dispose() => listener.Dispose();
}
