namespace RenderStudio.Tests.Prompts;

/// <summary>
/// Phrases that moderation must allow: terms of interior design that contain or resemble rejected terms.
/// </summary>
internal static class BenignPhrases
{
    public static IReadOnlyList<string> All { get; } =
    [
        "a pegboard above the desk", "a cocktail bar in walnut", "Scunthorpe terrace house", "Essex barn conversion",
        "Middlesex cottage kitchen", "a naked bulb over the table", "naked brick and black steel", "nude tones and linen",
        "a nude palette with brass", "nude pink velvet sofa", "blood orange accent wall", "deep blood red curtains",
        "gun metal grey tapware", "gunmetal handles", "nail gun marks in the beam", "shotgun house hallway",
        "bath bomb on the ledge", "photo bomb proof gallery wall", "glue gun craft corner", "a dead space under the stairs",
        "crack in the plaster repaired", "cracked glaze tiles", "a joint in the timber", "weed free courtyard garden",
        "pot plants on the sill", "potting bench", "coke bottle glass pendants", "a high shelf for LPs",
        "grapevine pergola", "rapeseed yellow cushions", "drapes to the floor", "therapist's waiting room",
        "analytical lab bench", "canal house windows", "an analogue clock", "assassin's creed poster",
        "a classic chesterfield", "brass and glass", "bass guitar stand", "embassy style parquet",
        "cockatoo wallpaper", "a peacock chair", "hancock park house", "titanium white walls",
        "titled art prints", "blue tits on the wallpaper", "pussy willow in a vase", "sextant on the mantel",
        "sussex bond brickwork", "unisex bathroom", "room for a same sex couple", "two teens share this bedroom",
        "children's playroom with a slide", "child safe stair gate", "girls bedroom in lilac", "a kids bunk bed",
        "swedish kill switch for the stove", "execute the plan in oak", "murderously red is out, sage is in",
        "hangers and a hanging rail", "a slit window beside the door", "silt coloured linen", "knife block and cutting board",
        "cutting garden view", "sword lily in a jug", "explosive colour in the cushions", "killer view of the harbour",
        "hit the wall with colour", "shooting star night light", "a minor change to the kitchen", "legal bookshelf",
        "3D printed pendant lamps", "size 2 x 3 m, 14 m2", "L shaped sofa, U shaped kitchen", "A B C blocks on the shelf",
        "heroine poster art", "methodical storage", "poppy field print", "ketchup red stools",
    ];
}
