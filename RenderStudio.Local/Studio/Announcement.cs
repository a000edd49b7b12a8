using RenderStudio.Local.LocalCalls;

namespace RenderStudio.Local.Studio;

/// <summary>
/// The address of the studio page, and the commands that create a first picture, printed so that every line can be
/// pasted.
/// </summary>
public static class Announcement
{
    public static string For(RunningStudio studio, LocalToken token, TimeSpan elapsed)
    {
        var address = studio.Address.GetLeftPart(UriPartial.Authority);
        var authorization = $"-H 'Authorization: Bearer {token.Token}'";
        return $$"""

            Render Studio is ready ({{elapsed.TotalSeconds:0.0}} s).

              Page        {{address}}/studio
              Studio      {{address}}
              Replicate   {{studio.Upstream.Address}}
              Stripe      {{studio.Stripe.Address.GetLeftPart(UriPartial.Authority)}}
              Data        {{studio.Folder.Path}}
              Log         {{studio.Folder.Log}}
              Token       {{token.Token}}
            {{IssuerOf(studio)}}
            Submit a generation:

            curl -s {{address}}/api/v1/generations {{authorization}} -H 'Content-Type: application/json' -d '{"mode":"imagine","prompt":"A reading corner with a green armchair","variants":2}'

            Get its status and signed links, with the id from the response:

            curl -s {{address}}/api/v1/generations/ID {{authorization}}

            Ctrl-C stops the studio.
            """;
    }

    /// <summary>The address of the issuer and a command that gets a token; empty without an issuer.</summary>
    private static string IssuerOf(RunningStudio studio) => studio.Issuer is not { } issuer ? "" :
        $"""
          Issuer      {issuer.Address}

        Get a token of the issuer, for any user:

        curl -s {issuer.Address}/token -d grant_type=password -d username=ann

        """;
}
