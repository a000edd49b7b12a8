using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using RenderStudio.Functions.Identity;

namespace RenderStudio.Functions.Reference;

/// <summary>The metadata of an endpoint that the document contains.</summary>
/// <param name="Create">Called when the document is generated, so that the start does not wait for it.</param>
public sealed record OperationMetadata(Func<Operation> Create)
{
    private readonly Lazy<bool> readsBody = new(() => Create().Bodies.Count > 0);

    /// <summary>Whether the endpoint accepts a body.</summary>
    public bool ReadsBody => readsBody.Value;
}

public static class Describing
{
    /// <summary>Adds the endpoint to the API document.</summary>
    public static T Describe<T>(this T endpoint, Func<Operation> operation)
        where T : IEndpointConventionBuilder
    {
        endpoint.Add(builder => builder.Metadata.Add(new OperationMetadata(operation)));
        return endpoint;
    }

    /// <returns>Null for an endpoint that the document does not contain.</returns>
    public static OperationMetadata? Metadata(this ApiDescription api) =>
        api.ActionDescriptor.EndpointMetadata?.OfType<OperationMetadata>().FirstOrDefault();

    /// <returns>Null for an endpoint that requires no token.</returns>
    public static KeyAccess? KeyAccess(this ApiDescription api) =>
        api.ActionDescriptor.EndpointMetadata?.OfType<KeyAccess>().LastOrDefault();
}

/// <summary>
/// Tells the generator the response types and the path parameters of every described endpoint.
/// </summary>
public sealed class DescribedEndpoints : IApiDescriptionProvider
{
    /// <summary>Greater than that of the provider that lists the endpoints.</summary>
    public int Order => 0;

    public void OnProvidersExecuting(ApiDescriptionProviderContext context)
    {
    }

    public void OnProvidersExecuted(ApiDescriptionProviderContext context)
    {
        foreach (var api in context.Results)
        {
            if (api.Metadata()?.Create() is not { } operation)
                continue;
            KeepPath(api.ParameterDescriptions);
            Add(operation, api);
        }
    }

    // The other parameters of a handler are services.
    private static void KeepPath(IList<ApiParameterDescription> parameters)
    {
        foreach (var other in parameters.Where(parameter => parameter.Source != BindingSource.Path).ToList())
            parameters.Remove(other);
    }

    private static void Add(Operation operation, ApiDescription api)
    {
        var types = api.SupportedResponseTypes;
        types.Clear();
        var answers = operation.Answers.Select(answer => Of(
            answer.Status, answer.Contents is [var first, ..] ? first.Type : null,
            answer.Contents.Select(content => content.MediaType)));
        var problems = operation.ByStatus(api.HttpMethod!).Select(problem => Of(
            problem.Status, typeof(ProblemDocument), ["application/problem+json"]));
        foreach (var type in answers.Concat(problems).OrderBy(type => type.StatusCode))
            types.Add(type);
    }

    private static ApiResponseType Of(int status, Type? type, IEnumerable<string> mediaTypes) => new()
    {
        StatusCode = status,
        Type = type,
        ApiResponseFormats = [.. mediaTypes.Select(media => new ApiResponseFormat { MediaType = media })],
    };
}
