namespace RenderStudio.Local.Replicate.Catalogue;

/// <summary>One entry of <c>invalid_fields</c> in a 422 response.</summary>
internal sealed record InvalidField(string Type, string Field, string Description);
