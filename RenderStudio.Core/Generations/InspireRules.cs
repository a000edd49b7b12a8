using System.Text.Json;
using RenderStudio.Core.Inspire;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Core.Generations;

/// <summary>Judges the fields that only inspire has.</summary>
public sealed class InspireRules(ReadPalette palettes)
{
    public const int MostRegionMm = 5_000;

    /// <summary>A surface must hold several of the smallest squares that can be built.</summary>
    private const int RegionsPerSide = 4;

    /// <summary>For every other mode: none of these fields may be there.</summary>
    public static void RefuseAll(SubmitRequest request, FieldErrors errors)
    {
        const string Unused = "Is only used by inspire.";
        errors.AddWhen(request.Palette is not null, "palette", Unused);
        errors.AddWhen(request.Surface is not null, "surface", Unused);
        errors.AddWhen(request.Stencil is not null, "stencil", Unused);
        errors.AddWhen(request.MinRegionMm is not null, "minRegionMm", Unused);
    }

    /// <summary>Null when something is wrong.</summary>
    public InspireSpecification? Judge(SubmitRequest request, string? theme, FieldErrors errors)
    {
        errors.AddWhen(request.RoomType is not null, "roomType", "Is not used by inspire.");
        errors.AddWhen(request.Style is not null, "style", "Is not used by inspire.");
        errors.AddWhen(request.Stencil is not null && StencilKinds.Find(request.Stencil) is null,
            "stencil", $"Is not known. Known: {string.Join(", ", StencilKinds.Known)}.");
        errors.AddWhen(request.Palette is null && !errors.Has("palette"),
            "palette", "Is required for inspire: the id of a range, or a list of #rrggbb.");
        var colors = request.Palette is { } palette ? palettes.Run(palette, errors) : null;
        var surface = request.Surface is { } json ? ReadSurface.Run(json, errors) : null;
        // One that could not even be read is told once: what depends on it is not complained of besides.
        var isGiven = request.Surface is not null || errors.Has("surface");
        JudgeShape(request, isGiven, errors);
        JudgeRegion(request, isGiven, surface, errors);
        return colors is null || theme is null
            ? null
            : new(request.Palette!.Value, request.Surface,
                StencilKinds.Find(request.Stencil) ?? StencilKinds.ForTheme(theme),
                (int)(request.MinRegionMm ?? InspireSpecification.DefaultRegionMm), colors);
    }

    private static void JudgeShape(SubmitRequest request, bool hasSurface, FieldErrors errors)
    {
        var isMatched = request.AspectRatio == AspectRatio.MatchInput;
        errors.AddWhen(hasSurface && request.AspectRatio is not null && !isMatched,
            "aspectRatio", $"The surface decides the shape ({AspectRatio.MatchInput}).");
        errors.AddWhen(!hasSurface && isMatched, "aspectRatio", "There is no surface to match.");
    }

    private static void JudgeRegion(SubmitRequest request, bool hasSurface, Surface? surface, FieldErrors errors)
    {
        if (request.MinRegionMm is not { } least)
            return;
        if (least is < 1 or > MostRegionMm)
            errors.Add("minRegionMm", $"Must be a whole number from 1 to {MostRegionMm}.");
        else if (!hasSurface)
            errors.Add("minRegionMm", "Needs a surface: without one there is no scale.");
        else if (surface is not null && least * RegionsPerSide > Math.Min(surface.WidthMm, surface.LengthMm))
            errors.Add("minRegionMm", $"Must fit {RegionsPerSide} times along each side of the surface.");
    }
}
