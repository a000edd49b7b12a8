using RenderStudio.Core.Imaging;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Contract;
using RenderStudio.Testing.Imaging.Corpus;

// A child process of a test or benchmark, or the generator of the API document. The loader policy is the product's.
Libvips.Start(LoaderPolicy.Photos);
return args switch
{
    [CorpusChild.Command, var folder] => await CorpusChild.RunAsync(folder),
    [AppChild.Command, var settings] => await AppChild.RunAsync(settings),
    [GenerateDocument.Command] => await GenerateDocument.WriteAsync(),
    _ => throw new ArgumentException("Tests and benchmarks start this program; 'openapi' writes docs/openapi.json."),
};
