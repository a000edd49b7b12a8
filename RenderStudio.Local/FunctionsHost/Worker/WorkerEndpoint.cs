using System.Collections.Concurrent;
using Grpc.Core;
using RenderStudio.Local.FunctionsHost.Protocol;
using RpcException = Grpc.Core.RpcException;

namespace RenderStudio.Local.FunctionsHost.Worker;

/// <summary>
/// The gRPC endpoint to which workers connect. Only the first stream of a worker that this host started is served.
/// </summary>
internal sealed partial class WorkerEndpoint(ILogger<WorkerEndpoint> log) : FunctionRpc.FunctionRpcBase
{
    private readonly ConcurrentDictionary<string, WorkerChannel> expected = new();

    public void Expect(WorkerChannel channel) => expected[channel.WorkerId] = channel;

    public void Remove(WorkerChannel channel) => expected.TryRemove(channel.WorkerId, out _);

    public override async Task EventStream(IAsyncStreamReader<StreamingMessage> requestStream,
        IServerStreamWriter<StreamingMessage> responseStream, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var id = await requestStream.MoveNext(ct) ? requestStream.Current.StartStream?.WorkerId : null;
        if (id is null || !expected.TryGetValue(id, out var channel))
        {
            LogUnknown(log, id);
            throw new RpcException(new Status(StatusCode.PermissionDenied, "The host did not start this worker."));
        }
        if (!channel.TryConnect())
        {
            LogSecond(log, id);
            throw new RpcException(new Status(StatusCode.AlreadyExists, "The worker has a stream already."));
        }
        await channel.ServeAsync(requestStream, responseStream, ct);
    }

    [LoggerMessage(LogLevel.Warning, "Refused a connection of worker '{WorkerId}', which this host did not start.")]
    private static partial void LogUnknown(ILogger log, string? workerId);

    [LoggerMessage(LogLevel.Warning, "Refused a second connection of worker {WorkerId}; the first one stays.")]
    private static partial void LogSecond(ILogger log, string workerId);
}
