namespace RenderStudio.Local.Replicate.Catalogue;

/// <summary>One entry of a 422's <c>invalid_fields</c>.</summary>
internal sealed record InvalidField(string Type, string Field, string Description);
