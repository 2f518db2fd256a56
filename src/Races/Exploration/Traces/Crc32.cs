using System.Text;

namespace RaceSim.Exploration;

/// <summary>
/// The CRC-32 of zip and Ethernet (IEEE 802.3, reflected polynomial EDB88320), bit by bit: it is only used on one line of text.
/// </summary>
internal static class Crc32
{
    /// <summary>The checksum of the UTF-8 bytes of <paramref name="text"/>.</summary>
    public static uint Of(ReadOnlySpan<char> text)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text)];
        Encoding.UTF8.GetBytes(text, bytes);
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ (0xEDB88320 & (0u - (crc & 1)));
        }

        return ~crc;
    }
}
