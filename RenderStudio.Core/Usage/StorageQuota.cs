using System.Globalization;

namespace RenderStudio.Core.Usage;

/// <summary>
/// Files that an owner keeps or adds, and their bytes. Negative when files are replaced by smaller ones.
/// </summary>
public sealed record StorageUse(long Bytes, long Files);

/// <summary>
/// Checks the files that an owner keeps against the plan. The caller has locked the account, so that the numbers are
/// exact. Pictures that a generation delivers are stored in any case: the owner has paid for them.
/// </summary>
public static class StorageQuota
{
    private const long Megabyte = 1024 * 1024;

    /// <summary>Returns a problem if the plan does not allow the owner to keep these files too.</summary>
    public static Problem? Check(Account account, StorageUse more) =>
        (more.Bytes > 0 && account.Stored.Bytes + more.Bytes > account.Plan.MaxStoredBytes)
        || (more.Files > 0 && account.Stored.Files + more.Files > account.Plan.MaxStoredFiles)
            ? Exceeded(account)
            : null;

    /// <summary>Returns a problem if nothing can be added, so that a generation would exceed the plan.</summary>
    public static Problem? CheckNotFull(Account account) => Check(account, new(1, 1));

    private static Problem Exceeded(Account account)
    {
        var (plan, stored) = (account.Plan, account.Stored);
        var limits = string.Create(CultureInfo.InvariantCulture,
            $"Your plan keeps {Size(plan.MaxStoredBytes)} in {plan.MaxStoredFiles:N0} files; "
            + $"stored are {Size(stored.Bytes)} in {stored.Files:N0} files.");
        return new(ProblemCode.StorageQuotaExceeded, $"{limits} Delete pictures that you do not need.");
    }

    private static string Size(long bytes) => string.Create(
        CultureInfo.InvariantCulture, $"{(double)bytes / Megabyte:#,0.##} MB");
}
