namespace RenderStudio.Local.Replicate.Pictures;

internal static class StylePalettes
{
    /// <summary>In order of search: a style whose name contains another's stands before it.</summary>
    public static readonly (string Style, Palette Palette)[] All =
    [
        ("japandi", new("#e4dccf", "#b79a76", "#8a6a4a", "#c9bda8", ["#6f7d6a", "#3f3a34", "#b98a62"])),
        ("scandinavian", new("#f1efea", "#d8bd95", "#c79f6b", "#b9c0c2", ["#7f9aa6", "#e0b9a0", "#55616a"])),
        ("coastal", new("#eef3f4", "#dccaa9", "#c8a97e", "#f2eee6", ["#4f8fb0", "#9cc7cf", "#e6c58f"])),
        ("hamptons", new("#e9eef1", "#a98560", "#f4f2ee", "#dfe3e4", ["#2f4d70", "#8fa9bf", "#d9c7a0"])),
        ("industrial", new("#9a8f87", "#6d625a", "#5a4535", "#4a4c50", ["#b0643c", "#2d2f33", "#c7a252"])),
        ("mid century", new("#ece0c9", "#a9723f", "#7b4a26", "#3d7a78", ["#d9822b", "#c2452d", "#e5b73b"])),
        ("bohemian", new("#f0dfcd", "#b98054", "#8f5c38", "#c4653f", ["#7a3f5d", "#2f7f79", "#e2a33c"])),
        ("boho", new("#f0dfcd", "#b98054", "#8f5c38", "#c4653f", ["#7a3f5d", "#2f7f79", "#e2a33c"])),
        ("farmhouse", new("#f3eee4", "#a77d52", "#7f5c3c", "#d8d2c4", ["#6b7f6a", "#3c4248", "#b5523b"])),
        ("minimalist", new("#f4f4f2", "#cfc7bb", "#bda98c", "#dcdad5", ["#33363a", "#a8a49c", "#8b7d6b"])),
        ("art deco", new("#20403c", "#3b2a22", "#57351f", "#0f6b5c", ["#d4af53", "#f0e4c8", "#8c2f45"])),
        ("mediterranean", new("#f6ead6", "#c9744a", "#8a5a34", "#f0e2c6", ["#2f6c9e", "#6f8a3c", "#d8953f"])),
        ("tropical", new("#eaf2e4", "#b58a58", "#8d6238", "#f2efe2", ["#2e7d5b", "#e08a5b", "#f0c24b"])),
        ("rustic", new("#d9c8b0", "#86603d", "#5f4028", "#9a7f62", ["#8c3f2b", "#55633f", "#c59a5a"])),
        ("victorian", new("#6d4450", "#5b3824", "#4a2a1a", "#7d2436", ["#c9a24d", "#24483f", "#e6d6bb"])),
        ("traditional", new("#e8dcc6", "#8a5a36", "#6b3f22", "#8c6f5a", ["#7b2e33", "#2f4a3e", "#c7a565"])),
        ("contemporary", new("#e8e6e2", "#a18d78", "#6f5a48", "#8d9296", ["#22313f", "#c98f4e", "#5f7f73"])),
        ("modern", new("#eceae6", "#b3a08a", "#7a6450", "#7f868c", ["#1f2a36", "#d08c3f", "#4f7d8c"])),
    ];
}
