using RenderStudio.Core.Prompts;

namespace RenderStudio.Core.Administration;

/// <summary>Validates the reason of an act.</summary>
public static class ActReason
{
    public const int MaxLength = 500;

    private const string Field = "reason";

    /// <returns>The reason on one line; null when there is none or it is invalid.</returns>
    public static string? Check(string? text, bool isRequired, FieldErrors errors)
    {
        var reason = UserText.Clean(text);
        errors.AddWhen(isRequired && reason is null && !errors.Has(Field), Field, "Is required.");
        errors.AddWhen(
            UserText.LengthOf(reason ?? "") > MaxLength, Field, $"Must not be longer than {MaxLength} characters.");
        return reason;
    }
}
