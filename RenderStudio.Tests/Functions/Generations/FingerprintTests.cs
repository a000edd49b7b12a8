using System.Text;
using System.Text.Json;
using RenderStudio.Core.Generations;
using RenderStudio.Core.Timeline;
using RenderStudio.Functions.Hosting;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Functions.Generations;

/// <summary>Two requests have the same fingerprint if and only if their content is equal.</summary>
public sealed class FingerprintTests
{
    private static readonly (string, RequestField)[] Base = [("mode", Text("imagine")), ("prompt", Text("a den"))];

    /// <summary>The names of all fields of a submit.</summary>
    public static TheoryData<string> Names() => [..
        from property in typeof(SubmitRequest).GetProperties()
        where property.Name is not (nameof(SubmitRequest.Errors) or nameof(SubmitRequest.RetriedFrom))
        select JsonNamingPolicy.CamelCase.ConvertName(property.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Each_field_changes_the_fingerprint(string name)
    {
        (string, RequestField)[] others = [.. Base.Where(field => field.Item1 != name)];

        Assert.Distinct([
            Of(others), Of([.. others, (name, Text("one"))]), Of([.. others, (name, Text("two"))]),
            Of([.. others, (name, Text(""))])]);
    }

    [Fact]
    public void The_order_of_fields_and_null_fields_do_not_change_the_fingerprint()
    {
        Assert.Equal(Of(Base), Of([.. Enumerable.Reverse(Base)]));
        Assert.Equal(Of(Base), Of([.. Base, ("style", new RequestField("null", false, false) { IsNull = true })]));
        Assert.NotEqual(Of(Base), Of([.. Base, ("style", Text("null"))]));
    }

    [Fact]
    public void The_fingerprint_separates_adjacent_fields() => Assert.Distinct([
        Of(("a", Text("bc"))), Of(("ab", Text("c"))), Of(("abc", Text(""))), Of(("a", Text("b")), ("c", Text(""))),
        Of(("a", Text("")), ("b", Text("c"))), Of(("a", Text("")), ("bc", Text(""))),
        Of(("a", Text("b1:c"))), Of(("a", Text("1")), ("b", Text(":c")))]);

    [Fact]
    public void A_file_changes_the_fingerprint_by_its_content_and_its_field()
    {
        Assert.Equal(OfFile("input1", "photo"), OfFile("input1", "photo"));
        Assert.Distinct([
            Of(Base), OfFile("input1", ""), OfFile("input1", "photo"), OfFile("input1", "photp"),
            OfFile("input2", "photo"), Of([.. Base, ("input1", Text("photo"))])]);
    }

    [Fact]
    public void Numbers_flags_and_lists_change_the_fingerprint_as_texts_do() => Assert.Distinct([
        Of(Base), Of([.. Base, ("a", new("1", IsText: false, IsNumber: true))]),
        Of([.. Base, ("a", new("2", IsText: false, IsNumber: true))]),
        Of([.. Base, ("a", new("true", IsText: false, IsNumber: false) { Flag = true })]),
        Of([.. Base, ("a", new("[\"b\"]", IsText: false, IsNumber: false) { Texts = ["b"] })])]);

    private static RequestField Text(string value) => new(value, IsText: true, IsNumber: false);

    private static string Of(params (string Name, RequestField Value)[] values) => Fields(values).Fingerprint();

    private static string OfFile(string name, string content)
    {
        var fields = Fields(Base);
        fields.AddFile(name, Encoding.UTF8.GetBytes(content));
        return fields.Fingerprint();
    }

    private static RequestFields Fields((string Name, RequestField Value)[] values)
    {
        var fields = new RequestFields();
        foreach (var (name, value) in values)
            fields.Add(name, value);
        return fields;
    }
}
