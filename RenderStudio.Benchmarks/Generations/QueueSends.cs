using System.Diagnostics;

namespace RenderStudio.Benchmarks.Generations;

/// <summary>Measures how long the app's HTTP client took to send its last queue message, in milliseconds.</summary>
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
