using System.Text.Json;
using System.Text.Json.Nodes;

namespace RenderStudio.Core.Replicate;

/// <summary>What a model would refuse about a value.</summary>
internal static class InputCheck
{
    public static IEnumerable<string> Run(ModelInput input, JsonNode value)
    {
        var wrong = input.Type switch
        {
            InputType.Text => value.GetValueKind() != JsonValueKind.String,
            InputType.Flag => value.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False),
            InputType.Choice => input.Choices?.Contains(TextOf(value)) != true,
            InputType.Link => !IsLink(value),
            InputType.Links => value is not JsonArray links || links.Count > input.Max || !links.All(IsLink),
            InputType.Number => !IsNumber(input, value, whole: false),
            InputType.Whole => !IsNumber(input, value, whole: true),
        };
        if (wrong)
            yield return $"{input.Name} does not take {Shown(input, value)}";
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

    // Links are signed and prompts are private: neither belongs in a log.
    private static string Shown(ModelInput input, JsonNode value) =>
        input.Type is InputType.Text or InputType.Link or InputType.Links
            ? "what it was given"
            : value.ToJsonString();
}
