namespace RenderStudio.Core;

/// <summary>Why words are refused. It names the rule and the place, never the rule's other words.</summary>
/// <param name="Field">Of the request.</param>
/// <param name="Rule">Such as <c>violence.graphic</c>.</param>
/// <param name="Policy">Version of the rules.</param>
public sealed record ContentRejection(string Field, string Rule, string Policy, TextSpan Span)
{
    public Problem ToProblem()
    {
        var message = $"Goes against our content rules ({Rule}) at character {Span.Start + 1}.";
        return new(ProblemCode.ContentRejected, $"{Field}: {message}",
            new Dictionary<string, string[]> { [Field] = [message] }, Content: this);
    }
}

/// <summary>In UTF-16 units of the text as it was sent, counted from 0.</summary>
public readonly record struct TextSpan(int Start, int Length);
