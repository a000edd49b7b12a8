using System.Text.Json;
using RenderStudio.Core.Inspire;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Core.Generations;

/// <summary>Validates the request fields of the inspire mode.</summary>
public sealed class InspireRules(ReadPalette palettes)
{
    public const int MostRegionMm = 5_000;

    /// <summary>Each side of a surface must be at least this many times the smallest buildable square.</summary>
    private const int RegionsPerSide = 4;

    /// <summary>Reports every inspire field of a request for another mode as an error.</summary>
    public static void RejectAll(SubmitRequest request, FieldErrors errors)
    {
        const string Unused = "Is used only by inspire.";
        errors.AddWhen(request.Palette is not null, "palette", Unused);
        errors.AddWhen(request.Surface is not null, "surface", Unused);
        errors.AddWhen(request.Stencil is not null, "stencil", Unused);
        errors.AddWhen(request.MinRegionMm is not null, "minRegionMm", Unused);
    }

    /// <summary>Validates the fields; returns null when the palette or the theme is missing or invalid.</summary>
    public InspireSpecification? Validate(SubmitRequest request, string? theme, FieldErrors errors)
    {
        errors.AddWhen(request.RoomType is not null, "roomType", "Is not used by inspire.");
        errors.AddWhen(request.Style is not null, "style", "Is not used by inspire.");
        errors.AddWhen(request.Stencil is not null && StencilKinds.Find(request.Stencil) is null,
            "stencil", $"Is not known. Known: {string.Join(", ", StencilKinds.Known)}.");
        errors.AddWhen(request.Palette is null && !errors.Has("palette"),
            "palette", "Is required for inspire: the id of a palette, or a list of #rrggbb.");
        var colors = request.Palette is { } palette ? palettes.Run(palette, errors) : null;
        var surface = request.Surface is { } json ? ReadSurface.Run(json, errors) : null;
        // An unreadable surface counts as present, so that dependent fields cause no further errors.
        var hasSurface = request.Surface is not null || errors.Has("surface");
        ValidateShape(request, hasSurface, errors);
        ValidateRegion(request, hasSurface, surface, errors);
        return colors is null || theme is null
            ? null
            : new(request.Palette!.Value, request.Surface,
                StencilKinds.Find(request.Stencil) ?? StencilKinds.ForTheme(theme),
                (int)(request.MinRegionMm ?? InspireSpecification.DefaultRegionMm), colors);
    }

    private static void ValidateShape(SubmitRequest request, bool hasSurface, FieldErrors errors)
    {
        var isMatched = request.AspectRatio == AspectRatio.MatchInput;
        errors.AddWhen(hasSurface && request.AspectRatio is not null && !isMatched,
            "aspectRatio", $"Must be {AspectRatio.MatchInput}, because the surface determines the shape.");
        errors.AddWhen(!hasSurface && isMatched, "aspectRatio", $"{AspectRatio.MatchInput} requires a surface.");
    }

    private static void ValidateRegion(SubmitRequest request, bool hasSurface, Surface? surface, FieldErrors errors)
    {
        if (request.MinRegionMm is not { } least)
            return;
        if (least is < 1 or > MostRegionMm)
            errors.Add("minRegionMm", $"Must be a whole number from 1 to {MostRegionMm}.");
        else if (!hasSurface)
            errors.Add("minRegionMm", "Requires a surface, because the surface determines the scale.");
        else if (surface is not null && least * RegionsPerSide > Math.Min(surface.WidthMm, surface.LengthMm))
            errors.Add("minRegionMm", $"Must fit {RegionsPerSide} times along each side of the surface.");
    }
}
