using System.Text;

namespace RenderStudio.Core.Imaging;

/// <summary>
/// The origin of a picture, as an IPTC digital source type: https://cv.iptc.org/newscodes/digitalsourcetype/.
/// </summary>
public enum DigitalSource
{
    /// <summary>Made by a model.</summary>
    TrainedAlgorithmicMedia,

    /// <summary>A photo with parts made by a model.</summary>
    CompositeWithTrainedAlgorithmicMedia,
}

internal static class DigitalSources
{
    extension(DigitalSource source)
    {
        internal string Address => source switch
        {
            DigitalSource.TrainedAlgorithmicMedia =>
                "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
            DigitalSource.CompositeWithTrainedAlgorithmicMedia =>
                "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia",
        };

        /// <summary>
        /// An XMP packet that contains only this property. ISO 16684-1; IPTC Photo Metadata Standard, section Extension
        /// schema.
        /// </summary>
        internal byte[] Xmp => Encoding.UTF8.GetBytes(
            $"""
            <?xpacket begin="{'\uFEFF'}" id="W5M0MpCehiHzreSzNTczkc9d"?>
            <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
            <rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">
            <Iptc4xmpExt:DigitalSourceType>{source.Address}</Iptc4xmpExt:DigitalSourceType>
            </rdf:Description></rdf:RDF></x:xmpmeta>
            <?xpacket end="r"?>
            """);
    }
}
