using System.Text.RegularExpressions;

namespace RenderStudio.Core;

/// <summary>
/// Reads whole numbers in every spelling of a JSON number: <c>2</c>, <c>2.0</c>, <c>20e-1</c>. Some JSON libraries
/// write whole numbers with a fraction or an exponent.
/// </summary>
public static partial class WholeNumber
{
    // More digits do not fit in a long.
    private const int MaxDigits = 18;

    // The digits of an exponent. A longer exponent moves the point beyond every digit of a body.
    private const int MaxExponentDigits = 7;

    /// <returns>
    /// Null when the text is not a number or has a fraction. A number beyond 18 digits is returned as the least or the
    /// greatest long, which is outside of every range.
    /// </returns>
    public static long? TryParse(string text)
    {
        if (Number().Match(text) is not { Success: true } match)
            return null;
        var (fraction, isNegative) = (match.Groups["fraction"].Value.TrimEnd('0'), match.Groups["sign"].Value == "-");
        var digits = (match.Groups["whole"].Value + fraction).TrimStart('0');
        if (digits == "")
            return 0;
        // The number is the digits times ten to the power of this exponent.
        var exponent = Exponent(match.Groups["exponent"].Value) - fraction.Length;
        var zeros = digits.Length - digits.TrimEnd('0').Length;
        if (exponent < -zeros)
            return null;
        if (digits.Length + exponent > MaxDigits)
            return isNegative ? long.MinValue : long.MaxValue;
        var absolute = long.Parse(
            exponent < 0 ? digits[..^(int)-exponent] : digits + new string('0', (int)exponent));
        return isNegative ? -absolute : absolute;
    }

    private static long Exponent(string text)
    {
        var digits = text.TrimStart('+', '-').TrimStart('0');
        var absolute = digits == "" ? 0 : digits.Length > MaxExponentDigits ? int.MaxValue : long.Parse(digits);
        return text.StartsWith('-') ? -absolute : absolute;
    }

    [GeneratedRegex(@"\A(?<sign>[+-]?)(?<whole>[0-9]+)(\.(?<fraction>[0-9]+))?([eE](?<exponent>[+-]?[0-9]+))?\z",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Number();
}
