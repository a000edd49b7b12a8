using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;

namespace RenderStudio.Testing.InProcess;

/// <summary>Records every statement that is sent to one database from now on.</summary>
public sealed class Statements : IDisposable
{
    private readonly ConcurrentQueue<string> sent = new();
    private readonly ActivityListener listener;

    public Statements(string database)
    {
        var name = new NpgsqlConnectionStringBuilder(database).Database;
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = command =>
            {
                if (command.GetTagItem("db.query.text") is string sql && (string?)command.GetTagItem("db.namespace") == name)
                    sent.Enqueue(sql);
            },
        };
        ActivitySource.AddActivityListener(listener);
    }

    public IReadOnlyCollection<string> Sent => sent;

    public void Dispose() => listener.Dispose();
}
