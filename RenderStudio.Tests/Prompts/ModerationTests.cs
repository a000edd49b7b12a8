using System.Text;
using RenderStudio.Core;
using RenderStudio.Core.Prompts;

namespace RenderStudio.Tests.Prompts;

public sealed class ModerationTests
{
    private static readonly ModerationPolicy Policy = ModerationPolicy.Load();
    private static readonly Moderation Moderation = new(Policy, LookAlikes.Load());

    [Fact]
    public void The_policy_has_many_rules_and_every_rule_has_a_unique_id()
    {
        Assert.True(Policy.Categories.Count >= 6);
        Assert.True(Policy.Rules.Sum(rule => rule.Terms.Count) >= 120);
        Assert.NotEmpty(Policy.Version);
        Assert.Distinct(Policy.Rules.Select(rule => rule.Id));
    }

    [Fact]
    public void Every_term_is_rejected_by_its_own_rule_at_any_position()
    {
        foreach (var rule in Policy.Rules)
        {
            foreach (var term in rule.Terms)
            {
                var rejection = Moderation.Check($"A room, {term.ToUpperInvariant()}!", null);
                Assert.True(rule.Id == rejection?.Rule, $"{term}: {rejection?.Rule}");
                Assert.Equal(new(8, term.Length), rejection!.Span);
                Assert.Equal(("prompt", Policy.Version), (rejection.Field, rejection.Policy));
            }
        }
    }

    [Fact]
    public void A_rejection_does_not_reveal_other_terms()
    {
        foreach (var rule in Policy.Rules)
        {
            var problem = Moderation.Check(rule.Terms[0], null)!.ToProblem();
            var told = new ModerationTerms(Policy, LookAlikes.Load());
            var words = new FoldedWords($"{problem.Message} {string.Join(' ', problem.Errors!["prompt"])}", LookAlikes.Load());
            Assert.All(Enumerable.Range(0, words.Words.Count), index => Assert.Null(told.At(words, index, false)));
        }
    }

    [Fact]
    public void A_rejection_names_its_rule_and_counts_characters_from_one()
    {
        const string message = "Violates the content rule adult.body at character 3.";
        var problem = Moderation.Check("a naked statue", null)!.ToProblem();

        Assert.Equal((ProblemCode.ContentRejected, $"prompt: {message}"), (problem.Code, problem.Message));
        Assert.Equal([message], problem.Errors!["prompt"]);
    }

    [Fact]
    public void The_prompt_is_moderated_before_the_negative_prompt() =>
        Assert.Equal("prompt", Moderation.Check("naked statue", "white supremacy")!.Field);

    public static TheoryData<string> Benign() => new(BenignPhrases.All);

    [Theory]
    [MemberData(nameof(Benign))]
    public void Ordinary_descriptions_of_rooms_pass(string phrase)
    {
        Assert.Null(Moderation.Check(phrase, phrase));
        Assert.Null(Moderation.Check(phrase.ToUpperInvariant(), null));
    }

    [Fact]
    public void There_are_enough_benign_phrases() => Assert.True(BenignPhrases.All.Distinct().Count() >= 240);

    [Theory]
    [InlineData("oak <wood>", "Moderation policy: there is no list <wood>.")]
    [InlineData("<wood> oak", "Moderation policy: there is no list <wood>.")]
    public void An_allowed_phrase_names_an_existing_list(string phrase, string error) =>
        Assert.Equal(error, Assert.Throws<InvalidDataException>(() => With(["oak"], [phrase])).Message);

    [Theory]
    [InlineData("n\u0430k\u0435d statue")] // Cyrillic a and e
    [InlineData("ｎａｋｅｄ statue")]
    [InlineData("𝓷𝓪𝓴𝓮𝓭 statue")]
    [InlineData("ⓝⓐⓚⓔⓓ statue")]
    [InlineData("n\u0336a\u0336k\u0336e\u0336d\u0336 statue")]
    [InlineData("nákèđ statue")]
    [InlineData("na\u200Dk\u200Bed statue")]
    [InlineData("na\u0007ked statue")]
    [InlineData("na\u0080ked statue")]
    [InlineData("n4k3d statue")]
    [InlineData("n@ked statue")]
    [InlineData("naaaaked statue")]
    [InlineData("n a k e d statue")]
    [InlineData("n.a.k.e.d statue")]
    [InlineData("N-A-K-E-D statue")]
    [InlineData("(naked) statue")]
    public void Disguised_terms_are_found_and_the_span_refers_to_the_text_as_sent(string words)
    {
        var rejection = Moderation.Check(words, null);

        Assert.Equal("adult.body", rejection?.Rule);
        var found = words.Substring(rejection!.Span.Start, rejection.Span.Length);
        Assert.Equal(words.Replace(" statue", "").Trim('(', ')'), found);
    }

    [Theory]
    [InlineData("l s d", "drugs.illegal")]
    [InlineData("g o r e", "violence.graphic")]
    [InlineData("m d m a", "drugs.illegal")]
    public void A_term_of_three_letters_or_more_is_found_letter_by_letter_at_the_end_of_a_long_text(
        string spaced, string rule)
    {
        var before = string.Concat(Enumerable.Repeat("oak ", 50));
        var rejection = Moderation.Check(before + spaced, null)!;

        Assert.Equal((rule, new TextSpan(before.Length, spaced.Length)), (rejection.Rule, rejection.Span));
    }

    [Theory]
    [InlineData("sizes s m l")]
    [InlineData("x y")]
    [InlineData("a")]
    [InlineData("n a k e")]
    [InlineData("")]
    [InlineData(" ")]
    public void Single_letters_that_make_no_term_pass(string words) => Assert.Null(Moderation.Check(words, words));

    [Theory]
    [InlineData("nak窓ed statue")]
    [InlineData("naked窓 statue")]
    [InlineData("窓naked statue")]
    [InlineData("a bbs sign")]
    [InlineData("7175 Oak Street")]
    public void A_foreign_letter_a_missing_letter_or_a_number_makes_a_different_word(string words) =>
        Assert.Null(Moderation.Check(words, null));

    [Theory]
    [InlineData("statue—naked—in oak")]
    [InlineData("statue “naked” in oak")]
    [InlineData("statue 🪑naked🪑 in oak")]
    public void A_symbol_ends_a_word(string words)
    {
        var start = words.IndexOf("naked", StringComparison.Ordinal);

        Assert.Equal(new TextSpan(start, 5), Moderation.Check(words, null)?.Span);
    }

    [Fact]
    public void A_word_can_begin_with_a_symbol_that_replaces_a_letter() =>
        Assert.Equal("adult.body", Moderation.Check("$exy statue", null)?.Rule);

    [Fact]
    public void A_rejected_word_directly_after_an_allowed_phrase_is_found()
    {
        Assert.Equal(new TextSpan(14, 5), Moderation.Check("a naked bulb, naked people", null)!.Span);
        Assert.Null(Moderation.Check("a naked bulb, naked brick", null));
    }

    [Fact]
    public void A_term_has_at_least_three_letters()
    {
        Assert.Equal("Moderation policy: a term of 'test.rule' is too short.", Refused(["a b"], []));
        Assert.Equal("Moderation policy: a term of 'allowed' is too short.", Refused(["abc"], ["ab"]));
        Assert.Equal("test.rule", With(["a bc"], ["abc"]).Check("a bc", null)!.Rule);

        static string Refused(string[] terms, string[] allowed) =>
            Assert.Throws<InvalidDataException>(() => With(terms, allowed)).Message;
    }

    [Theory]
    [InlineData("oak wood floor")]
    [InlineData("oak wood floor,oak wood wall,oak wood door,oak tar")]
    public void An_allowed_phrase_is_matched_before_longer_terms(string terms)
    {
        Assert.Null(With(terms.Split(','), ["oak wood"]).Check("oak wood floor", null));
        Assert.NotNull(With(terms.Split(','), []).Check("oak wood floor", null));
    }

    [Fact]
    public void A_long_term_is_matched_before_a_short_one()
    {
        var rejection = With(["oak", "oak wood floor", "oak wood"], []).Check("oak wood floor", null)!;

        Assert.Equal(new TextSpan(0, 14), rejection.Span);
    }

    [Fact]
    public void Two_hundred_mixed_script_words_pass_and_one_rejected_word_among_them_is_found()
    {
        string[] innocent = ["p\u0435gb\u043eard", "ｗａｌｌ", "сосна", "b\u0435\u0501", "τραπέζι", "𝕔𝕙𝕒𝕚𝕣", "窓辺", "кухня"];
        var words = Enumerable.Range(0, 200).Select(at => innocent[at % innocent.Length]).ToArray();

        Assert.Null(Moderation.Check(string.Join(' ', words), null));
        words[137] = "ｃ\u043eｒ\u0440ѕ\u0435"; // corpse
        var text = string.Join(' ', words);
        var rejection = Moderation.Check(text, null);

        Assert.Equal("violence.graphic", rejection?.Rule);
        Assert.Equal(words[137], text.Substring(rejection!.Span.Start, rejection.Span.Length));
    }

    [Fact]
    public void The_negative_prompt_is_rejected_only_for_terms_that_are_never_allowed()
    {
        Assert.Null(Moderation.Check("a bedroom", "nudity, naked people, gore"));

        Assert.Equal(("negativePrompt", "hate.speech"),
            Moderation.Check("a bedroom", "white supremacy") is { } found ? (found.Field, found.Rule) : default);
    }

    [Theory]
    [InlineData("slit my ")]
    [InlineData("n u d i t ")]
    [InlineData("naked ")]
    [InlineData("nude wall wall ")]
    [InlineData("wall in nude, sofa ")]
    [InlineData("a")]
    [InlineData("\u0430")]
    public async Task A_megabyte_of_near_matches_is_moderated_within_a_minute(string almost)
    {
        var text = new StringBuilder().Insert(0, almost, 1_000_000 / almost.Length).Replace("naked", "naked bulb");

        // About half a second. Time that grows with the square of the length would be hours.
        await Task.Run(() => Moderation.Check($"{text}", null)).WaitAsync(TimeSpan.FromMinutes(1));
    }

    private static Moderation With(string[] terms, string[] allowed) => new(
        new("1", [new("test", "Test", [new("test.rule", true, terms)])],
            new Dictionary<string, IReadOnlyList<string>>(), allowed, Works: []), LookAlikes.Load());
}
