using System.Reflection;
using System.Reflection.Emit;
using Azure.Storage.Queues.Models;
using Microsoft.Azure.WebJobs;
using RenderStudio.Local.FunctionsHost.Functions;

namespace RenderStudio.Local.FunctionsHost.Triggers;

/// <summary>
/// Emits the methods of the app's functions. The WebJobs SDK finds functions as methods with attributes, but the app's
/// functions are known only at run time; the real host emits methods too. The names of the methods are part of the
/// names of locks.
/// </summary>
internal static class TriggerMethods
{
    private const string TypeName = "Host.Functions";
    private const BindingFlags Inherited = BindingFlags.Instance | BindingFlags.NonPublic;

    public static Type Emit(FunctionIndex index)
    {
        var assembly = AssemblyBuilder.DefineDynamicAssembly(
            new AssemblyName("RenderStudio.Triggers"), AssemblyBuilderAccess.Run);
        var type = assembly.DefineDynamicModule("Triggers")
            .DefineType(TypeName, TypeAttributes.Public, typeof(TriggeredFunctions));
        EmitConstructor(type);
        foreach (var function in index.Queues)
            EmitMethod(type, function.Name, typeof(QueueMessage), "RunQueueAsync", Queue(function.Trigger));
        foreach (var function in index.Timers)
            EmitMethod(type, function.Name, typeof(TimerInfo), "RunTimerAsync", Timer(function.Trigger));
        return type.CreateType();
    }

    private static void EmitConstructor(TypeBuilder type)
    {
        Type[] parameters = [typeof(TriggerForwarder)];
        var constructor = type.DefineConstructor(MethodAttributes.Public, CallingConventions.HasThis, parameters);
        var code = constructor.GetILGenerator();
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldarg_1);
        code.Emit(OpCodes.Call, typeof(TriggeredFunctions).GetConstructor(Inherited, parameters)!);
        code.Emit(OpCodes.Ret);
    }

    /// <summary><c>Task {function}([attribute] T value, CancellationToken ct) => {target}("{function}", value, ct)</c>.
    /// </summary>
    private static void EmitMethod(
        TypeBuilder type, string function, Type value, string target, CustomAttributeBuilder attribute)
    {
        var method = type.DefineMethod(
            function, MethodAttributes.Public, typeof(Task), [value, typeof(CancellationToken)]);
        method.DefineParameter(1, ParameterAttributes.None, "value").SetCustomAttribute(attribute);
        method.DefineParameter(2, ParameterAttributes.None, "ct");
        var code = method.GetILGenerator();
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldstr, function);
        code.Emit(OpCodes.Ldarg_1);
        code.Emit(OpCodes.Ldarg_2);
        code.Emit(OpCodes.Call, typeof(TriggeredFunctions).GetMethod(target, Inherited)!);
        code.Emit(OpCodes.Ret);
    }

    private static CustomAttributeBuilder Queue(Binding trigger) => Attribute<QueueTriggerAttribute>(
        trigger.Text("queueName") ?? "",
        trigger.Text("connection") is { Length: > 0 } connection ? [("Connection", connection)] : []);

    private static CustomAttributeBuilder Timer(Binding trigger) => Attribute<TimerTriggerAttribute>(
        trigger.Text("schedule") ?? "",
        [("UseMonitor", trigger.Flag("useMonitor", true)), ("RunOnStartup", trigger.Flag("runOnStartup", false))]);

    private static CustomAttributeBuilder Attribute<T>(string argument, (string Name, object Value)[] properties) =>
        new(typeof(T).GetConstructor([typeof(string)])!, [argument],
            [.. properties.Select(property => typeof(T).GetProperty(property.Name)!)],
            [.. properties.Select(property => property.Value)]);
}
