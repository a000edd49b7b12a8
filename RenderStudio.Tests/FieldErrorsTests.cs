using RenderStudio.Core;

namespace RenderStudio.Tests;

public sealed class FieldErrorsTests
{
    private readonly FieldErrors errors = new();

    [Fact]
    public void Without_an_invalid_field_there_is_no_problem()
    {
        errors.AddWhen(false, "seed", "Is odd.");

        Assert.False(errors.Has("seed"));
        Assert.Null(errors.ToProblem());
    }

    [Fact]
    public void One_field_is_reported_with_its_first_message()
    {
        errors.AddWhen(true, "seed", "Is odd.");
        errors.Add("seed", "Is low.");

        var problem = errors.ToProblem()!;

        Assert.True(errors.Has("seed"));
        Assert.Equal((ProblemCode.ValidationFailed, "seed: Is odd."), (problem.Code, problem.Message));
        Assert.Equal(["Is odd.", "Is low."], problem.Errors!["seed"]);
        Assert.Equal(1, problem.ErrorCount);
    }

    [Fact]
    public void Several_fields_are_reported_by_name()
    {
        errors.Add("seed", "Is odd.");
        errors.Add("Seed", "Is odd.");

        Assert.Equal("2 fields are invalid: seed, Seed.", errors.ToProblem()!.Message);
    }

    [Fact]
    public void Twenty_fields_are_listed_and_all_are_counted()
    {
        var names = Enumerable.Range(1, 22).Select(number => $"f{number}").ToList();
        names.ForEach(name => errors.Add(name, "Is odd."));
        errors.Add("f1", "Is low.");

        var problem = errors.ToProblem()!;

        Assert.Equal($"22 fields are invalid: {string.Join(", ", names.Take(20))} and 2 more.", problem.Message);
        Assert.Equal(names.Take(20), problem.Errors!.Keys);
        Assert.Equal(["Is odd.", "Is low."], problem.Errors["f1"]);
        Assert.Equal(22, problem.ErrorCount);
        Assert.True(errors.Has("f22"));
    }

    [Fact]
    public void Exactly_twenty_fields_are_all_listed()
    {
        for (var number = 1; number <= 20; number++)
            errors.Add($"f{number}", "Is odd.");

        Assert.EndsWith(", f20.", errors.ToProblem()!.Message);
    }

    [Fact]
    public void A_field_has_at_most_five_messages_and_each_of_them_once()
    {
        foreach (var number in new[] { 1, 1, 2, 3, 4, 5, 6 })
            errors.Add("seed", $"{number}");

        Assert.Equal(["1", "2", "3", "4", "5"], errors.ToProblem()!.Errors!["seed"]);
    }

    [Fact]
    public void A_name_of_more_than_64_characters_is_shortened_but_never_within_a_character()
    {
        Assert.Equal(new string('a', 64), Shown(new string('a', 64)));
        Assert.Equal($"{new string('a', 63)}…", Shown(new string('a', 65)));
        Assert.Equal($"{new string('a', 62)}…", Shown($"{new string('a', 62)}😀a"));
        Assert.Equal($"{new string('a', 61)}😀…", Shown($"{new string('a', 61)}😀aa"));
    }

    [Fact]
    public void A_blank_name_is_in_quotation_marks()
    {
        errors.Add("", "Is odd.");

        Assert.Equal("\"\": Is odd.", errors.ToProblem()!.Message);
        Assert.Equal("\" \"", Shown(" "));
    }

    private static string Shown(string field)
    {
        var errors = new FieldErrors();
        errors.Add(field, "Is odd.");
        return errors.ToProblem()!.Errors!.Keys.Single();
    }
}
