using System.Collections.Concurrent;
using System.Threading.Channels;
using Grpc.Core;
using RenderStudio.Local.FunctionsHost.Protocol;

namespace RenderStudio.Local.FunctionsHost.Worker;

/// <summary>The stream of messages between this host and one worker process.</summary>
internal sealed class WorkerChannel(string workerId, WorkerLog log)
{
    private readonly Channel<StreamingMessage> outbound =
        Channel.CreateUnbounded<StreamingMessage>(new UnboundedChannelOptions { SingleReader = true });

    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> pending = new();
    private readonly TaskCompletionSource connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Exception? end;

    public string WorkerId => workerId;

    /// <summary>Completes when the worker opened its stream.</summary>
    public Task Connected => connected.Task;

    /// <summary>Completes when the stream ended, from whichever side.</summary>
    public Task Closed => closed.Task;

    /// <summary>False for a second stream of the same worker.</summary>
    public bool TryConnect() => connected.TrySetResult();

    /// <summary>Carries messages until the stream ends.</summary>
    public async Task ServeAsync(
        IAsyncStreamReader<StreamingMessage> reader, IServerStreamWriter<StreamingMessage> writer, CancellationToken ct)
    {
        var writing = WriteAsync(writer, ct);
        try
        {
            while (await reader.MoveNext(ct))
                Accept(reader.Current);
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or InvalidOperationException)
        {
            // The worker's process is gone.
        }
        outbound.Writer.TryComplete();
        closed.TrySetResult();
        await writing;
    }

    public void Send(StreamingMessage message) => outbound.Writer.TryWrite(message);

    /// <summary>Sends a message and returns its answer. Throws <see cref="WorkerGoneException"/> when the worker ends
    /// before.</summary>
    public async Task<StreamingMessage> AskAsync(StreamingMessage question)
    {
        if (question.RequestId.Length == 0)
            question.RequestId = Guid.NewGuid().ToString();
        var answer = new TaskCompletionSource<StreamingMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        pending[question.RequestId] = answer;
        if (end is { } reason)
            answer.TrySetException(reason);
        Send(question);
        try
        {
            return await answer.Task;
        }
        finally
        {
            pending.TryRemove(question.RequestId, out _);
        }
    }

    /// <summary>Fails everything that waits for an answer, now and later.</summary>
    public void End(string reason)
    {
        end = new WorkerGoneException(reason);
        outbound.Writer.TryComplete();
        foreach (var answer in pending.Values)
            answer.TrySetException(new WorkerGoneException(reason));
    }

    private void Accept(StreamingMessage message)
    {
        if (message.ContentCase == StreamingMessage.ContentOneofCase.RpcLog)
            log.Write(message.RpcLog);
        else if (pending.TryGetValue(message.RequestId, out var answer))
            answer.TrySetResult(message);
    }

    private async Task WriteAsync(IServerStreamWriter<StreamingMessage> writer, CancellationToken ct)
    {
        try
        {
            await foreach (var message in outbound.Reader.ReadAllAsync(ct))
                await writer.WriteAsync(message, ct);
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or InvalidOperationException)
        {
            // The worker's process is gone.
        }
    }
}
