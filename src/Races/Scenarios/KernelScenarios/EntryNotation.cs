using System.Globalization;
using RaceSim.Scenarios.Yaml;

namespace RaceSim.Scenarios.KernelScenarios;

/// <summary>
/// The notation for page-table entries: <c>-</c> none, <c>z</c> zero page, <c>A2w</c> page 2 of folio A writable, <c>A2r</c> read-only, <c>A2x</c> read-only and
/// exclusive, a final <c>c</c> for contiguous, <c>mA2w</c> a migration entry, <c>s5</c> swap slot 5.
/// </summary>
internal static class EntryNotation
{
    private const string Expected = "expected '-', 'z', a page like 'A2w', 'A2r' or 'A2x' (with 'c' if contiguous), 'mA2w' or a swap slot like 's5'";

    /// <summary>Reads entries separated by blanks, the first for page <paramref name="va"/>.</summary>
    public static void Read(YamlNode node, int va, Func<string, int?> pagesOf, List<EntryText> entries)
    {
        var text = node.AsText("page-table entries");
        for (var i = 0; i < text.Length;)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                i++;
                continue;
            }

            var end = i;
            while (end < text.Length && !char.IsWhiteSpace(text[end]))
            {
                end++;
            }

            if (ReadOne(node, i, text[i..end], va++, pagesOf) is { Kind: not EntryKind.None } entry)
            {
                entries.Add(entry);
            }

            i = end;
        }
    }

    private static EntryText ReadOne(YamlNode node, int offset, string token, int va, Func<string, int?> pagesOf)
    {
        if (token == "-")
        {
            return new EntryText(va, EntryKind.None, string.Empty, 0, EntryRights.ReadOnly, false, 0);
        }

        if (token == "z")
        {
            return new EntryText(va, EntryKind.Zero, string.Empty, 0, EntryRights.ReadOnly, false, 0);
        }

        if (token[0] == 's' && int.TryParse(token.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var slot))
        {
            return new EntryText(va, EntryKind.Swap, string.Empty, 0, EntryRights.ReadOnly, false, slot);
        }

        return ReadPage(node, offset, token, va, pagesOf);
    }

    private static EntryText ReadPage(YamlNode node, int offset, string token, int va, Func<string, int?> pagesOf)
    {
        var rest = token;
        var isCont = rest.Length > 1 && rest[^1] == 'c';
        rest = isCont ? rest[..^1] : rest;
        var isMigration = rest[0] == 'm';
        rest = isMigration ? rest[1..] : rest;
        var digits = rest.Length - 1;
        while (digits > 0 && char.IsAsciiDigit(rest[digits - 1]))
        {
            digits--;
        }

        EntryRights? rights = rest.Length == 0 ? null : rest[^1] switch
        {
            'w' => EntryRights.Writable,
            'r' => EntryRights.ReadOnly,
            'x' => EntryRights.Exclusive,
            _ => null,
        };
        if (rights is null || digits <= 0 || !int.TryParse(rest.AsSpan(digits, rest.Length - 1 - digits), out var page))
        {
            throw node.Error($"'{YamlNode.Shortened(token)}' is no page-table entry; {Expected}", offset);
        }

        var folio = rest[..digits];
        if (pagesOf(folio) is not { } pages)
        {
            throw node.Error($"unknown folio '{YamlNode.Shortened(folio)}' in '{YamlNode.Shortened(token)}'; name it under 'folios:'", offset);
        }

        if (page >= pages)
        {
            throw node.Error($"'{token}' names page {page} of folio '{folio}', which has {pages}", offset);
        }

        return new EntryText(va, isMigration ? EntryKind.Migration : EntryKind.Page, folio, page, rights.Value, isCont, 0);
    }
}
