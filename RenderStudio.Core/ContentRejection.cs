namespace RenderStudio.Core;

/// <summary>
/// Why moderation rejects a text. Names the rule and the position, never the other terms of the rule.
/// </summary>
/// <param name="Field">The request field that contains the text.</param>
/// <param name="Rule">Id of the rule, such as <c>violence.graphic</c>.</param>
/// <param name="Policy">Version of the moderation policy.</param>
public sealed record ContentRejection(string Field, string Rule, string Policy, TextSpan Span)
{
    public Problem ToProblem()
    {
        var message = $"Violates the content rule {Rule} at character {Span.Start + 1}.";
        return new(ProblemCode.ContentRejected, $"{Field}: {message}",
            new Dictionary<string, string[]> { [Field] = [message] }, Content: this);
    }
}

/// <summary>A part of the submitted text, in UTF-16 code units, counted from 0.</summary>
public readonly record struct TextSpan(int Start, int Length);
