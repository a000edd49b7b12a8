using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using RenderStudio.Core;
using RenderStudio.Core.Assets;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Functions.Hosting;

/// <summary>
/// The named values of a JSON object or a form. Collects an error for each field that cannot be read.
/// </summary>
public sealed class RequestFields
{
    private readonly Dictionary<string, RequestField> values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ReadOnlyMemory<byte>> files = new(StringComparer.Ordinal);
    private readonly HashSet<string> known = new(StringComparer.Ordinal);

    /// <summary>The error of a field or a parameter that a request contains several times.</summary>
    public const string GivenAgain = "Must be given only once.";

    public FieldErrors Errors { get; } = new();

    public void Add(string name, RequestField value) =>
        AddOnce(name, values.TryAdd(name, value) && !files.ContainsKey(name));

    public void AddFile(string name, ReadOnlyMemory<byte> content) =>
        AddOnce(name, files.TryAdd(name, content) && !values.ContainsKey(name));

    /// <summary>Adds a value that cannot be read, together with its error.</summary>
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
        if (field.IsNumber && Core.WholeNumber.TryParse(field.Raw) is { } number)
        {
            values[name] = field with { Raw = $"{number}" }; // All spellings have the same fingerprint.
            return number;
        }

        Errors.Add(name, "Must be a whole number.");
        return null;
    }

    /// <summary>A whole number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public int? WholeNumber(string name, int least, int most)
    {
        if (WholeNumber(name) is not { } number)
            return null;
        if (number >= least && number <= most)
            return (int)number;
        Errors.Add(name, $"Must be a whole number from {least} to {most}.");
        return null;
    }

    /// <summary>An instant in ISO 8601, in UTC when it has no offset.</summary>
    public DateTime? Time(string name)
    {
        if (Find(name) is not { } field)
            return null;
        if (field.IsText && Instant.TryParse(field.Raw) is { } time)
            return time;
        Errors.Add(name, "Must be an instant such as 2026-11-21T09:30:00Z.");
        return null;
    }

    /// <summary>
    /// Any JSON value. In a form, a list or an object is written as JSON and a text without quotes.
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
        catch (JsonException invalid)
        {
            Errors.Add(name, $"Is not valid JSON: {invalid.Message}.");
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

    /// <summary>
    /// A list of distinct ids. Returns an empty list and adds an error when it is missing or invalid.
    /// </summary>
    public IReadOnlyList<Guid> Ids(string name, int most)
    {
        if (Find(name)?.Texts is not { Count: > 0 } texts || texts.Count > most)
        {
            Errors.Add(name, $"Must be a list of 1 to {most} ids.");
            return [];
        }

        List<Guid> ids = [.. texts.Select(text => Guid.TryParse(text, out var id) ? id : Guid.Empty)];
        Errors.AddWhen(ids.RemoveAll(id => id == Guid.Empty) > 0, name, "Contains an invalid id.");
        Errors.AddWhen(ids.Distinct().Count() < ids.Count, name, "Contains a duplicate id.");
        return ids;
    }

    /// <summary>A list of texts; null when it is missing or not a list of texts.</summary>
    public IReadOnlyList<string>? Texts(string name)
    {
        if (Find(name) is not { } field)
            return null;
        Errors.AddWhen(field.Texts is null, name, "Must be a list of texts.");
        return field.Texts;
    }

    /// <summary>Whether the field is present, including with the value null.</summary>
    public bool Has(string name)
    {
        known.Add(name);
        return values.ContainsKey(name);
    }

    /// <summary>An uploaded file; null when there is none.</summary>
    public ReadOnlyMemory<byte>? File(string name)
    {
        known.Add(name);
        // Without the cast, null would be converted to an empty file.
        return files.TryGetValue(name, out var content) ? (ReadOnlyMemory<byte>?)content : null;
    }

    /// <summary>A copy with an empty file for each of the names that has neither a value nor a file.</summary>
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
            known.Add(name);
            return new(null, content);
        }

        if (Find(name) is not { } field)
            return null;
        if (field.IsText && Guid.TryParse(field.Raw, out var id))
            return new(id, default);
        Errors.Add(name, "Must be the id of one of your photos, or a part with a filename in a multipart form.");
        return null;
    }

    /// <summary>
    /// Adds an error for every field that has not been read. The first of these errors lists the known fields.
    /// </summary>
    public void RejectUnknownFields()
    {
        var message = known.Count == 0
            ? "Is not a field of this request. It has no fields."
            : $"Is not a field of this request. Known: {string.Join(", ", known)}.";
        foreach (var name in values.Keys.Concat(files.Keys).Where(name => !known.Contains(name)).Distinct())
        {
            Errors.Add(name, message);
            message = "Is not a field of this request.";
        }
    }

    /// <summary>
    /// SHA-256 over the names and values in a fixed order, independent of their order in the body; a file contributes
    /// its own hash.
    /// </summary>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var present = values.Where(pair => !pair.Value.IsNull);
        foreach (var (name, field) in present.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            Append(hash, 'v', name, Encoding.UTF8.GetBytes(field.Raw));
        foreach (var (name, content) in files.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            Append(hash, 'f', name, SHA256.HashData(content.Span));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // The lengths make the boundaries between names and values unambiguous.
    private static void Append(IncrementalHash hash, char kind, string name, byte[] value)
    {
        hash.AppendData(Encoding.UTF8.GetBytes($"{kind}{name.Length}:{name}{value.Length}:"));
        hash.AppendData(value);
    }

    private RequestField? Find(string name)
    {
        known.Add(name);
        return values.GetValueOrDefault(name) is { IsNull: false } field ? field : null;
    }

    private void AddOnce(string name, bool first) => Errors.AddWhen(!first, name, GivenAgain);
}

[JsonSerializable(typeof(string))]
internal sealed partial class RequestFieldJson : JsonSerializerContext;
