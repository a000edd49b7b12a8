namespace RenderStudio.Core.Billing;

/// <summary>
/// The unit of Stripe's amounts, see https://docs.stripe.com/currencies. It differs from ISO 4217: amounts of ISK and
/// UGX have two decimals, although payments in these currencies have no decimals, and amounts of MGA have none.
/// </summary>
internal static class StripeCurrency
{
    /// <param name="currency">In lower case.</param>
    /// <returns>The number of digits of an amount that are decimals.</returns>
    public static int DecimalsOf(string currency) => currency switch
    {
        "bif" or "clp" or "djf" or "gnf" or "jpy" or "kmf" or "krw" or "mga" or "pyg" or "rwf" or "vnd" or "vuv"
            or "xaf" or "xof" or "xpf" => 0,
        "bhd" or "jod" or "kwd" or "omr" or "tnd" => 3,
        _ => 2,
    };
}
