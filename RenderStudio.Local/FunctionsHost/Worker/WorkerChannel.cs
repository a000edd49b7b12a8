using System.Collections.Concurrent;
using System.Threading.Channels;
using Grpc.Core;
using RenderStudio.Local.FunctionsHost.Protocol;

namespace RenderStudio.Local.FunctionsHost.Worker;

/// <summary>The gRPC message stream between this host and one worker process.</summary>
internal sealed class WorkerChannel(string workerId, WorkerLog log)
{
    private readonly Channel<StreamingMessage> outbound =
        Channel.CreateUnbounded<StreamingMessage>(new UnboundedChannelOptions { SingleReader = true });

    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> pending = new();
    private readonly TaskCompletionSource connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Exception? end;

    public string WorkerId => workerId;

    /// <summary>Completes when the worker opens its stream.</summary>
    public Task Connected => connected.Task;

    /// <summary>Completes when either side ends the stream.</summary>
    public Task Closed => closed.Task;

    /// <returns>False for a second stream of the same worker.</returns>
    public bool TryConnect() => connected.TrySetResult();

    /// <summary>Transfers messages until the stream ends.</summary>
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
            // The worker's process has ended.
        }

        outbound.Writer.TryComplete();
        closed.TrySetResult();
        await writing;
    }

    public void Send(StreamingMessage message) => outbound.Writer.TryWrite(message);

    /// <summary>Sends a request and returns its response.</summary>
    /// <exception cref="WorkerEndedException">The worker ended before it responded.</exception>
    public async Task<StreamingMessage> SendRequestAsync(StreamingMessage request)
    {
        if (request.RequestId.Length == 0)
            request.RequestId = Guid.NewGuid().ToString();
        var response = new TaskCompletionSource<StreamingMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        pending[request.RequestId] = response;
        if (end is { } reason)
            response.TrySetException(reason);
        Send(request);
        try
        {
            return await response.Task;
        }
        finally
        {
            pending.TryRemove(request.RequestId, out _);
        }
    }

    /// <summary>Fails all current and later requests.</summary>
    public void End(string reason)
    {
        end = new WorkerEndedException(reason);
        outbound.Writer.TryComplete();
        foreach (var response in pending.Values)
            response.TrySetException(new WorkerEndedException(reason));
    }

    private void Accept(StreamingMessage message)
    {
        if (message.ContentCase == StreamingMessage.ContentOneofCase.RpcLog)
            log.Write(message.RpcLog);
        else if (pending.TryGetValue(message.RequestId, out var response))
            response.TrySetResult(message);
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
            // The worker's process has ended.
        }
    }
}
