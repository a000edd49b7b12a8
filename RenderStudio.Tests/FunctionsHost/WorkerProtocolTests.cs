using System.Reflection;
using Google.Protobuf.Reflection;
using RenderStudio.Local.FunctionsHost.Protocol;

namespace RenderStudio.Tests.FunctionsHost;

/// <summary>Compares the host's .proto with the descriptor that the worker's own assembly carries.</summary>
public sealed class WorkerProtocolTests
{
    [Fact]
    public void Every_message_and_field_exists_in_the_descriptor_of_the_worker()
    {
        var worker = WorkerFiles().SelectMany(file => file.MessageTypes).SelectMany(WithNested)
            .ToDictionary(message => message.FullName);
        var own = OwnFiles().SelectMany(file => file.MessageTypes).SelectMany(WithNested).ToList();
        Assert.NotEmpty(own);
        Assert.Empty(from message in own
                     from field in message.Fields.InDeclarationOrder()
                     let theirs = worker.GetValueOrDefault(message.FullName)?.FindFieldByName(field.Name)
                     where theirs is null || Describe(theirs) != Describe(field)
                     select $"{Describe(field)}, but the worker has {(theirs is null ? "none" : Describe(theirs))}");
    }

    [Fact]
    public void Every_enumeration_value_exists_in_the_descriptor_of_the_worker()
    {
        var worker = WorkerFiles().SelectMany(file => file.MessageTypes).SelectMany(WithNested)
            .SelectMany(message => message.EnumTypes).SelectMany(Values).ToHashSet();
        var own = OwnFiles().SelectMany(file => file.MessageTypes).SelectMany(WithNested)
            .SelectMany(message => message.EnumTypes).SelectMany(Values).ToList();
        Assert.NotEmpty(own);
        Assert.Empty(own.Except(worker));
    }

    [Fact]
    public void The_service_matches_the_descriptor_of_the_worker()
    {
        var own = Assert.Single(FunctionsReflection.Descriptor.Services);
        var theirs = Assert.Single(WorkerFiles().SelectMany(file => file.Services));
        Assert.Equal(theirs.FullName, own.FullName);
        Assert.Equal(theirs.Methods.Select(Describe), own.Methods.Select(Describe));
    }

    private static IEnumerable<FileDescriptor> OwnFiles() =>
        [FunctionsReflection.Descriptor, NullableReflection.Descriptor];

    private static IEnumerable<FileDescriptor> WorkerFiles() =>
        from type in Assembly.Load("Microsoft.Azure.Functions.Worker.Grpc").GetTypes()
        where type.Name.EndsWith("Reflection", StringComparison.Ordinal)
        let descriptor = type.GetProperty("Descriptor", BindingFlags.Static | BindingFlags.Public)
        where descriptor?.PropertyType == typeof(FileDescriptor)
        select (FileDescriptor)descriptor.GetValue(null)!;

    private static IEnumerable<MessageDescriptor> WithNested(MessageDescriptor message) =>
        message.NestedTypes.SelectMany(WithNested).Prepend(message);

    private static IEnumerable<string> Values(EnumDescriptor type) =>
        type.Values.Select(value => $"{type.FullName}.{value.Name} = {value.Number}");

    private static string Describe(FieldDescriptor field)
    {
        var type = field.FieldType switch
        {
            FieldType.Message => field.MessageType.FullName,
            FieldType.Enum => field.EnumType.FullName,
            var simple => simple.ToString(),
        };
        return $"{field.FullName} = {field.FieldNumber}: {type}, repeated {field.IsRepeated}, map {field.IsMap}, "
            + $"one of {field.ContainingOneof?.Name ?? "none"}";
    }

    private static string Describe(MethodDescriptor method) => $"{method.Name}({method.InputType.FullName}, "
        + $"{method.IsClientStreaming}) returns ({method.OutputType.FullName}, {method.IsServerStreaming})";
}
