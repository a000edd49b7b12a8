using System.Text.Json;
using System.Text.Json.Nodes;

namespace RenderStudio.Core.Replicate;

/// <summary>Validates a value against an input of a model.</summary>
internal static class InputCheck
{
    public static IEnumerable<string> Run(ModelInput input, JsonNode value)
    {
        var isInvalid = input.Type switch
        {
            InputType.Text => value.GetValueKind() != JsonValueKind.String,
            InputType.Flag => value.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False),
            InputType.Choice => input.Choices?.Contains(TextOf(value)) != true,
            InputType.Link => !IsLink(value),
            InputType.Links => value is not JsonArray links || links.Count > input.Max || !links.All(IsLink),
            InputType.Number => !IsNumber(input, value, whole: false),
            InputType.Whole => !IsNumber(input, value, whole: true),
        };
        if (isInvalid)
            yield return $"{input.Name} does not accept {Shown(input, value)}";
    }

    private static bool IsNumber(ModelInput input, JsonNode value, bool whole) =>
        value.GetValueKind() == JsonValueKind.Number
        && double.Parse(value.ToJsonString()) is var number
        && (!whole || double.IsInteger(number))
        && !(number < input.Min) && !(number > input.Max)
        && (input.Step is not { } step || number % step == 0);

    private static bool IsLink(JsonNode? value) =>
        value is not null && Uri.TryCreate(TextOf(value), UriKind.Absolute, out _);

    private static string TextOf(JsonNode value) =>
        value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : "";

    // Links are signed and prompts are private, so neither may be logged.
    private static string Shown(ModelInput input, JsonNode value) =>
        input.Type is InputType.Text or InputType.Link or InputType.Links
            ? "the given value"
            : value.ToJsonString();
}
