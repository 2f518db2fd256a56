using System.Globalization;
using RaceSim.Kernel.Memory;
using RaceSim.Scenarios.Yaml;

namespace RaceSim.Scenarios.KernelScenarios;

/// <summary>
/// The notation for page-table entries: <c>-</c> none, <c>z</c> zero page, <c>A2w</c> page 2 of folio A writable, <c>A2r</c> read-only, <c>A2x</c> read-only and
/// exclusive, after that <c>c</c> for contiguous, <c>u</c> for write-protected by userfaultfd, <c>n</c> for protnone, <c>d</c> soft-dirty, <c>o</c> old, <c>k</c> clean; <c>mA2w</c> a migration
/// entry, <c>pA2w</c> device-private, <c>eA2x</c> device-exclusive, <c>s5</c> swap slot 5 (<c>x</c> if exclusive), <c>!wp</c>, <c>!poison</c>, <c>!guard</c> markers.
/// </summary>
internal sealed class EntryNotation(IReadOnlyList<FolioText> folios, int swapSlots)
{
    private const string Expected =
        "expected '-', 'z', a page like 'A2w', 'A2r' or 'A2x' (with 'c' if contiguous, 'u' if userfaultfd-protected, 'n' if protnone, 'd' if soft-dirty, 'o' if old, 'k' if clean), "
        + "'mA2w', 'pA2w', 'eA2x', a swap slot like 's5' or a marker like '!wp'";

    private const string Flags = "cundok";

    /// <summary>Reads entries separated by blanks, the first for page <paramref name="va"/>.</summary>
    public void Read(YamlNode node, int va, List<EntryText> entries)
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

            if (ReadOne(node, i, text[i..end], va++) is { Kind: not EntryKind.None } entry)
            {
                entries.Add(entry);
            }

            i = end;
        }
    }

    /// <summary>The folio that a process's first PMD entry maps: as many pages as a table has entries, and nothing below it.</summary>
    public string Huge(YamlMap map, string name, int ptesPerTable, List<EntryText> entries)
    {
        if (name.Length == 0)
        {
            return name;
        }

        if (!folios.Any(f => f.Name == name && f.Pages == ptesPerTable && f.Pages > 1 && !f.IsFile))
        {
            throw map.Optional("huge")!.Error($"'{YamlNode.Shortened(name)}' is no anonymous folio of {ptesPerTable} pages, as many as a table has entries, more than one");
        }

        return entries.Any(e => e.Va < ptesPerTable) ? throw map.Optional("huge")!.Error("the process has entries below the PMD entry that maps the folio") : name;
    }

    private EntryText ReadOne(YamlNode node, int offset, string token, int va)
    {
        if (token is "-" or "z")
        {
            return new EntryText(va, token == "-" ? EntryKind.None : EntryKind.Zero);
        }

        if (token[0] == '!')
        {
            return Enum.TryParse<MarkerKind>(token == "!wp" ? nameof(MarkerKind.UffdWp) : token[1..], ignoreCase: true, out var marker) && char.IsAsciiLetter(token[^1])
                ? new EntryText(va, EntryKind.Marker) { Marker = marker }
                : throw node.Error($"'{YamlNode.Shortened(token)}' is no marker; expected '!wp', '!poison' or '!guard'", offset);
        }

        var flags = token.AsSpan(1).TrimEnd("xud").Length is var digits and > 0 ? token[(1 + digits)..] : string.Empty;
        if (token[0] == 's' && int.TryParse(token.AsSpan(1, token.Length - 1 - flags.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var slot))
        {
            return slot < swapSlots
                ? new EntryText(va, EntryKind.Swap, Rights: flags.Contains('x') ? EntryRights.Exclusive : EntryRights.ReadOnly, Slot: slot)
                {
                    IsUffdWp = flags.Contains('u'),
                    IsSoftDirty = flags.Contains('d'),
                }
                : throw node.Error($"swap slot {slot} is used, but 'swap:' lists the counts of {swapSlots} slots", offset);
        }

        return ReadPage(node, offset, token, va);
    }

    private EntryText ReadPage(YamlNode node, int offset, string token, int va)
    {
        var rest = token.TrimEnd(Flags.ToCharArray());
        var flags = token[rest.Length..];
        var kind = KindOf(rest);
        rest = kind == EntryKind.Page ? rest : rest[1..];
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
        var isPlain = kind == EntryKind.Page || !flags.Any(f => f is not ('u' or 'd'));
        if (rights is null || digits <= 0 || !isPlain || flags != string.Concat(Flags.Where(flags.Contains)) || !int.TryParse(rest.AsSpan(digits, rest.Length - 1 - digits), out var page))
        {
            throw node.Error($"'{YamlNode.Shortened(token)}' is no page-table entry; {Expected}", offset);
        }

        CheckPage(node, offset, token, rest[..digits], page, kind != EntryKind.Page || rights == EntryRights.Exclusive);
        var isUffdWp = flags.Contains('u');
        if (isUffdWp && rights == EntryRights.Writable)
        {
            throw node.Error($"'{token}' is write-protected for userfaultfd and writable; expected 'r' or 'x'", offset);
        }

        return new EntryText(va, kind, rest[..digits], page, rights.Value)
        {
            IsCont = flags.Contains('c'),
            IsUffdWp = isUffdWp,
            IsProtNone = flags.Contains('n'),
            IsSoftDirty = flags.Contains('d'),
            IsOld = flags.Contains('o'),
            IsClean = flags.Contains('k'),
        };
    }

    private void CheckPage(YamlNode node, int offset, string token, string name, int page, bool isAnonOnly)
    {
        var folio = folios.FirstOrDefault(f => f.Name == name)
            ?? throw node.Error($"unknown folio '{YamlNode.Shortened(name)}' in '{YamlNode.Shortened(token)}'; name it under 'folios:'", offset);
        if (page >= folio.Pages)
        {
            throw node.Error($"'{token}' names page {page} of folio '{name}', which has {folio.Pages}", offset);
        }

        if (folio.IsFile && isAnonOnly)
        {
            throw node.Error($"'{token}' names a page of folio '{name}', which is a file's; expected '{name}{page}w' or '{name}{page}r'", offset);
        }
    }

    /// <summary>The kind that a first letter says; a folio whose own name begins with the letter of a device comes before it.</summary>
    private EntryKind KindOf(string text)
    {
        var name = text.TrimEnd('w', 'r', 'x').TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        var isName = folios.Any(f => f.Name == name);
        return text.Length == 0 ? EntryKind.Page : text[0] switch
        {
            'm' => EntryKind.Migration,
            'p' when !isName => EntryKind.DevicePrivate,
            'e' when !isName => EntryKind.DeviceExclusive,
            _ => EntryKind.Page,
        };
    }
}
