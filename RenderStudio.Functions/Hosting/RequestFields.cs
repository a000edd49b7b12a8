using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using RenderStudio.Core;
using RenderStudio.Core.Generations;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Functions.Hosting;

/// <summary>A value as it came, and what it may be read as: a form's values are text and number at once.</summary>
public sealed record RequestField(string Raw, bool IsText, bool IsNumber)
{
    public bool? Flag { get; init; }

    /// <summary>The texts of a list; null when it is something else.</summary>
    public IReadOnlyList<string>? Texts { get; init; }

    /// <summary>Given as null: whoever asks for its value finds none.</summary>
    public bool IsNull { get; init; }
}

/// <summary>
/// The named values of a JSON object or a form. What cannot be read is noted as an error of its field.
/// </summary>
public sealed class RequestFields
{
    private readonly Dictionary<string, RequestField> values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ReadOnlyMemory<byte>> files = new(StringComparer.Ordinal);
    private readonly HashSet<string> asked = new(StringComparer.Ordinal);

    public FieldErrors Errors { get; } = new();

    public void Add(string name, RequestField value) =>
        AddOnce(name, values.TryAdd(name, value) && !files.ContainsKey(name));

    public void AddFile(string name, ReadOnlyMemory<byte> content) =>
        AddOnce(name, files.TryAdd(name, content) && !values.ContainsKey(name));

    /// <summary>A value that is there and cannot be read.</summary>
    public void AddUnreadable(string name, string message)
    {
        Add(name, new("", IsText: false, IsNumber: false) { IsNull = true });
        Errors.Add(name, message);
    }

    public string? Text(string name)
    {
        if (Find(name) is not { } field)
            return null;
        Errors.AddWhen(!field.IsText, name, "Must be text.");
        return field.IsText ? field.Raw : null;
    }

    public long? WholeNumber(string name)
    {
        if (Find(name) is not { } field)
            return null;
        // .NET ignores NUL behind a number.
        if (field.IsNumber && !field.Raw.Contains('\0')
            && long.TryParse(field.Raw, NumberStyles.AllowLeadingSign, null, out var number))
            return number;
        Errors.Add(name, "Must be a whole number.");
        return null;
    }

    /// <summary>
    /// Anything JSON can say; in a form a list or an object is written as JSON, a text as itself.
    /// </summary>
    public JsonElement? Json(string name)
    {
        if (Find(name) is not { } field)
            return null;
        if (field.IsText && field.Raw.TrimStart() is not ['[' or '{', ..])
            return JsonSerializer.SerializeToElement(field.Raw, RequestFieldJson.Default.String);
        try
        {
            using var json = StrictJson.Parse(Encoding.UTF8.GetBytes(field.Raw));
            return json.RootElement.Clone();
        }
        catch (JsonException)
        {
            Errors.Add(name, "Is not the JSON that is expected here.");
            return null;
        }
    }

    public Guid? Id(string name)
    {
        if (Find(name) is not { } field)
            return null;
        if (field.IsText && Guid.TryParse(field.Raw, out var id))
            return id;
        Errors.Add(name, "Must be an id.");
        return null;
    }

    public bool? Flag(string name)
    {
        if (Find(name) is not { } field)
            return null;
        Errors.AddWhen(field.Flag is null, name, "Must be true or false.");
        return field.Flag;
    }

    /// <summary>A list of ids, each once; empty, with an error noted, when it is not there.</summary>
    public IReadOnlyList<Guid> Ids(string name, int most)
    {
        if (Find(name)?.Texts is not { Count: > 0 } texts || texts.Count > most)
        {
            Errors.Add(name, $"Must be a list of 1 to {most} ids.");
            return [];
        }

        List<Guid> ids = [.. texts.Select(text => Guid.TryParse(text, out var id) ? id : Guid.Empty)];
        Errors.AddWhen(ids.Contains(Guid.Empty), name, "Holds what is no id.");
        Errors.AddWhen(ids.Distinct().Count() < ids.Count, name, "Names an id twice.");
        return ids;
    }

    /// <summary>Whether the field is there, were it only to say that it is to be emptied.</summary>
    public bool Has(string name) => values.ContainsKey(name);

    /// <summary>An uploaded file; null when there is none.</summary>
    public ReadOnlyMemory<byte>? File(string name)
    {
        asked.Add(name);
        // Without the cast null would become an empty file on its way.
        return files.TryGetValue(name, out var content) ? (ReadOnlyMemory<byte>?)content : null;
    }

    /// <summary>The same values and files, with an empty file for each name that has neither.</summary>
    public RequestFields WithEmptyFiles(params IEnumerable<string> names)
    {
        var copy = new RequestFields();
        foreach (var (name, value) in values)
            copy.values[name] = value;
        foreach (var (name, content) in files)
            copy.files[name] = content;
        foreach (var name in names.Where(name => !values.ContainsKey(name)))
            copy.files.TryAdd(name, default);
        return copy;
    }

    /// <summary>A photo, as an upload or as the id of an asset.</summary>
    public PhotoSource? Photo(string name)
    {
        if (files.TryGetValue(name, out var content))
        {
            asked.Add(name);
            return new(null, content);
        }

        if (Find(name) is not { } field)
            return null;
        if (field.IsText && Guid.TryParse(field.Raw, out var id))
            return new(id, default);
        Errors.Add(name, "Must be the id of one of your photos, or a file in a multipart form.");
        return null;
    }

    /// <summary>Notes every value that nobody asked for.</summary>
    public void RejectUnknownFields()
    {
        foreach (var name in values.Keys.Concat(files.Keys).Where(name => !asked.Contains(name)).Distinct())
            Errors.Add(name, "Is not a field of this request.");
    }

    /// <summary>SHA-256 of all names and values, whatever their order; a file counts by its own hash.</summary>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var said = values.Where(pair => !pair.Value.IsNull);
        foreach (var (name, field) in said.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            Append(hash, 'v', name, Encoding.UTF8.GetBytes(field.Raw));
        foreach (var (name, content) in files.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            Append(hash, 'f', name, SHA256.HashData(content.Span));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // Lengths keep one field's end apart from the next one's beginning.
    private static void Append(IncrementalHash hash, char kind, string name, byte[] value)
    {
        hash.AppendData(Encoding.UTF8.GetBytes($"{kind}{name.Length}:{name}{value.Length}:"));
        hash.AppendData(value);
    }

    private RequestField? Find(string name)
    {
        asked.Add(name);
        return values.GetValueOrDefault(name) is { IsNull: false } field ? field : null;
    }

    private void AddOnce(string name, bool first) => Errors.AddWhen(!first, name, "Is given twice.");
}

[JsonSerializable(typeof(string))]
internal sealed partial class RequestFieldJson : JsonSerializerContext;
