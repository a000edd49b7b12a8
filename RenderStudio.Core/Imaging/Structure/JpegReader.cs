using System.Buffers.Binary;

namespace RenderStudio.Core.Imaging.Structure;

internal static class JpegReader
{
    internal static Result<PictureStructure> Read(ReadOnlySpan<byte> jpeg)
    {
        PictureStructure? frame = null;
        var (parts, scans, components, orientation, profile) = (0, 0, 0, 0, 0L);
        var progress = new JpegProgress(stackalloc byte[JpegProgress.Size]);
        bool partial = false, xmp = false, extras = false, ended = false;
        foreach (var segment in new JpegSegments(jpeg))
        {
            if (++parts > StructureLimits.Parts)
                return StructureProblems.TooManyParts;
            extras |= !segment.IsPlain && !segment.IsProfile;
            ended = segment.Marker == JpegSegment.End;
            if (segment.IsFrame)
            {
                if (frame is not null || Frame(segment) is not { } read)
                    return StructureProblems.Unreadable;
                (frame, components) = (read, segment.Data[5]);
                progress.Start(segment.Data, read.IsProgressive);
            }
            else if (segment.Marker == JpegSegment.Scan)
            {
                if (frame is null || segment.Data.IsEmpty)
                    return StructureProblems.Unreadable;
                if (++scans > StructureLimits.Scans)
                    return StructureProblems.TooManyScans;
                partial |= segment.Data[0] < components;
                progress.Add(segment.Data);
            }
            else if (segment.Marker == JpegSegment.Start)
                return StructureProblems.Unreadable;
            else if (segment.IsExif && orientation == 0)
                orientation = ExifOrientation.Read(segment.Data);
            else if (segment.IsProfile)
                profile += segment.Data.Length;
            else
                xmp |= segment.IsXmp;
        }

        if (frame is null)
            return StructureProblems.Unreadable;
        var fits = profile is > 0 and <= StructureLimits.ProfileBytes;
        return frame with
        {
            // The decoder holds the coefficients of all scans until the last one, even if the frame is not marked as
            // progressive.
            IsProgressive = frame.IsProgressive || scans > 1 || partial,
            Scans = scans,
            HasProfile = fits,
            HasExif = orientation > 0,
            HasXmp = xmp,
            Orientation = Math.Max(1, orientation),
            LacksEnd = !ended,
            IsRepairable = progress.IsComplete,
            HasExtras = extras || !ended || (profile > 0 && !fits),
        };
    }

    /// <returns>Null when a size is zero or is given only after the pixels.</returns>
    private static PictureStructure? Frame(JpegSegment segment)
    {
        var data = segment.Data;
        if (data.Length < 6 || data[5] is < 1 or > 4 || data.Length < 6 + (3 * data[5]))
            return null;
        var height = BinaryPrimitives.ReadUInt16BigEndian(data[1..]);
        var width = BinaryPrimitives.ReadUInt16BigEndian(data[3..]);
        return width == 0 || height == 0 ? null : new(PictureFormat.Jpeg)
        {
            Width = width,
            Height = height,
            BitDepth = data[0],
            IsProgressive = (segment.Marker & 3) == 2, // 0xC2, 0xC6, 0xCA, 0xCE
        };
    }
}
