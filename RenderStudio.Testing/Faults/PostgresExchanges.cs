using System.Buffers.Binary;
using System.Net.Sockets;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.Faults;

/// <summary>
/// Parses PostgreSQL's protocol in transit (https://www.postgresql.org/docs/current/protocol-message-formats.html) and
/// breaks the k-th exchange: a statement or commit that never arrives, or whose response is lost.
/// </summary>
public sealed class PostgresExchanges(KthCall kth)
{
    private const byte Query = (byte)'Q', Sync = (byte)'S', ReadyForQuery = (byte)'Z';

    public async Task CarryAsync(NetworkStream client, NetworkStream server, CancellationToken ct)
    {
        var answers = new Answers();
        await await Task.WhenAny(RequestsAsync(client, server, answers, ct), AnswersAsync(server, client, answers, ct));
    }

    private async Task RequestsAsync(NetworkStream client, NetworkStream server, Answers answers, CancellationToken ct)
    {
        await server.WriteAsync(await ReadAsync(client, typed: false, ct), ct);
        using var batch = new MemoryStream();
        while (true)
        {
            var message = await ReadAsync(client, typed: true, ct);
            batch.Write(message);
            if (message[0] is Query or Sync)
            {
                var fault = kth.Next();
                if (fault == CallFault.FailBefore)
                    throw new IOException("The connection broke (injected fault).");
                if (fault == CallFault.LoseReply)
                    answers.Lose();
            }

            if (message[0] is Query or Sync || !answers.SawReady)
            {
                await server.WriteAsync(batch.GetBuffer().AsMemory(0, (int)batch.Length), ct);
                batch.SetLength(0);
            }
        }
    }

    private static async Task AnswersAsync(
        NetworkStream server, NetworkStream client, Answers answers, CancellationToken ct)
    {
        while (true)
        {
            var message = await ReadAsync(server, typed: true, ct);
            answers.SawReady |= message[0] == ReadyForQuery;
            if (answers.Lost && message[0] == ReadyForQuery)
                throw new IOException("The reply was lost (injected fault).");
            if (!answers.Lost)
                await client.WriteAsync(message, ct);
        }
    }

    private static async Task<byte[]> ReadAsync(NetworkStream stream, bool typed, CancellationToken ct)
    {
        var head = new byte[typed ? 5 : 4];
        await stream.ReadExactlyAsync(head, ct);
        var length = BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(head.Length - 4));
        var message = new byte[head.Length - 4 + length];
        head.CopyTo(message, 0);
        await stream.ReadExactlyAsync(message.AsMemory(head.Length), ct);
        return message;
    }

    private sealed class Answers
    {
        private volatile bool lost, sawReady;

        public bool Lost => lost;

        /// <summary>False during authentication.</summary>
        public bool SawReady { get => sawReady; set => sawReady = value; }

        public void Lose() => lost = true;
    }
}
