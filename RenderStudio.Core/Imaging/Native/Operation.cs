using System.Globalization;

namespace RenderStudio.Core.Imaging.Native;

/// <summary>One libvips operation: named, given its arguments, run once, asked for its result, disposed.</summary>
internal sealed class Operation : IDisposable
{
    private readonly string name;
    private readonly ObjectHandle operation;
    private ObjectHandle? built;

    internal Operation(string name)
    {
        this.name = name;
        operation = Vips.NewOperation(name);
        if (operation.IsInvalid)
            throw LibvipsException.Take(name);
    }

    /// <summary>Sets a number, a flag, an enum's nickname or a list of numbers, as on libvips' command line.</summary>
    internal Operation With(string argument, string value) =>
        Vips.SetArgument(operation, argument, value) == 0 ? this : throw LibvipsException.Take($"{name}.{argument}");

    internal Operation With(string argument, int value) =>
        With(argument, value.ToString(CultureInfo.InvariantCulture));

    internal Operation With(string argument, ImageHandle image)
    {
        var value = GValue.Of(Vips.ImageType());
        Vips.SetObject(ref value, image);
        return With(argument, ref value);
    }

    /// <summary>Lends the bytes to the operation and to whatever it makes of them.</summary>
    internal Operation With(string argument, ReadOnlyMemory<byte> bytes)
    {
        using var blob = LentBytes.Lend(bytes);
        var value = GValue.Of(Vips.BlobType());
        Vips.SetBoxed(ref value, blob);
        return With(argument, ref value);
    }

    /// <summary>Runs it and gives the resulting image, which the caller owns.</summary>
    internal ImageHandle ToImage(string output = "out")
    {
        Run();
        var value = GValue.Of(Vips.ImageType());
        Vips.GetProperty(built!, output, ref value);
        var image = Vips.DuplicateObject(in value);
        Vips.UnsetValue(ref value);
        return image;
    }

    /// <summary>Runs it and copies out the resulting bytes.</summary>
    internal unsafe byte[] ToBytes(string output = "buffer")
    {
        Run();
        var value = GValue.Of(Vips.BlobType());
        Vips.GetProperty(built!, output, ref value);
        var start = Vips.BlobBytes(Vips.PeekBoxed(in value), out var length);
        var bytes = new ReadOnlySpan<byte>(start, checked((int)length)).ToArray();
        Vips.UnsetValue(ref value);
        return bytes;
    }

    /// <summary>A built operation holds its outputs for us beside the references that we took of them.</summary>
    public void Dispose()
    {
        if (built is { IsInvalid: false })
            Vips.UnrefOutputs(built);
        built?.Dispose();
        operation.Dispose();
    }

    private Operation With(string argument, ref GValue value)
    {
        Vips.SetProperty(operation, argument, in value);
        Vips.UnsetValue(ref value);
        return this;
    }

    private void Run()
    {
        built = Vips.BuildOperation(operation);
        if (built.IsInvalid)
        {
            Vips.UnrefOutputs(operation);
            throw LibvipsException.Take(name);
        }
    }
}
