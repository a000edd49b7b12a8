using System.Text.Json;
using Azure.Storage.Queues.Models;
using Google.Protobuf;
using Google.Protobuf.Collections;
using RenderStudio.Local.FunctionsHost.Functions;
using RenderStudio.Local.FunctionsHost.Invocations;
using RenderStudio.Local.FunctionsHost.Protocol;

namespace RenderStudio.Local.FunctionsHost.Triggers;

/// <summary>
/// Creates the invocation for a queue message. The body is sent as bytes when the binding's data type is binary,
/// otherwise as text.
/// </summary>
internal static class QueueInvocation
{
    public static InvocationRequest Create(Function function, QueueMessage message)
    {
        var request = FunctionInvoker.Request(function);
        var binary = "binary".Equals(function.Trigger.Text("dataType"), StringComparison.OrdinalIgnoreCase);
        request.InputData.Add(new ParameterBinding
        {
            Name = function.Trigger.Name,
            Data = binary
                ? new TypedData { Bytes = ByteString.CopyFrom(message.Body) }
                : new TypedData { String = message.Body.ToString() },
        });
        var metadata = request.TriggerMetadata;
        metadata["Id"] = new TypedData { String = message.MessageId };
        metadata["PopReceipt"] = new TypedData { String = message.PopReceipt };
        metadata["DequeueCount"] = new TypedData { Json = $"{message.DequeueCount}" };
        Add(metadata, "InsertionTime", message.InsertedOn);
        Add(metadata, "ExpirationTime", message.ExpiresOn);
        Add(metadata, "NextVisibleTime", message.NextVisibleOn);
        return request;
    }

    private static void Add(MapField<string, TypedData> metadata, string name, DateTimeOffset? time)
    {
        if (time is not null)
            metadata[name] = new TypedData { Json = JsonSerializer.Serialize(time) };
    }
}
