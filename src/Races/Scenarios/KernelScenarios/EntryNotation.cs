using System.Globalization;
using RaceSim.Scenarios.Yaml;

namespace RaceSim.Scenarios.KernelScenarios;

/// <summary>
/// The notation for page-table entries: <c>-</c> none, <c>z</c> zero page, <c>A2w</c> page 2 of folio A writable, <c>A2r</c> read-only, <c>A2x</c> read-only and
/// exclusive, after that <c>c</c> for contiguous, <c>u</c> for write-protected by userfaultfd, <c>n</c> for protnone, <c>f</c> for writable but not dirty, <c>d</c> for read-only but dirty; <c>mA2w</c> a migration entry, <c>s5</c> swap slot 5.
/// </summary>
internal sealed class EntryNotation(IReadOnlyList<FolioText> folios, int swapSlots)
{
    private const string Expected =
        "expected '-', 'z', a page like 'A2w', 'A2r' or 'A2x' (with 'c' if contiguous, 'u' if userfaultfd-protected, 'n' if protnone, 'f' if clean, 'd' if dirty), 'mA2w' or a swap slot like 's5'";

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

    private EntryText ReadOne(YamlNode node, int offset, string token, int va)
    {
        if (token is "-" or "z")
        {
            return new EntryText(va, token == "-" ? EntryKind.None : EntryKind.Zero);
        }

        if (token[0] == 's' && int.TryParse(token.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var slot))
        {
            return slot < swapSlots
                ? new EntryText(va, EntryKind.Swap, Slot: slot)
                : throw node.Error($"swap slot {slot} is used, but 'swap:' lists the counts of {swapSlots} slots", offset);
        }

        return ReadPage(node, offset, token, va);
    }

    private EntryText ReadPage(YamlNode node, int offset, string token, int va)
    {
        var rest = token;
        var isDirty = Take(ref rest, 'd');
        var isClean = Take(ref rest, 'f');
        var isProtNone = Take(ref rest, 'n');
        var isUffdWp = Take(ref rest, 'u');
        var isCont = Take(ref rest, 'c');
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
        if (rights is null || digits <= 0 || (isMigration && (isUffdWp || isProtNone || isDirty || isClean)) || !int.TryParse(rest.AsSpan(digits, rest.Length - 1 - digits), out var page))
        {
            throw node.Error($"'{YamlNode.Shortened(token)}' is no page-table entry; {Expected}", offset);
        }

        CheckPage(node, offset, token, rest[..digits], page, isMigration || rights == EntryRights.Exclusive);
        if (isUffdWp && rights == EntryRights.Writable)
        {
            throw node.Error($"'{token}' is write-protected for userfaultfd and writable; expected 'r' or 'x'", offset);
        }

        if ((isClean && rights != EntryRights.Writable) || (isDirty && rights == EntryRights.Writable))
        {
            throw node.Error($"'{token}': a writable entry is dirty unless it says 'f', another is clean unless it says 'd'", offset);
        }

        return new EntryText(va, isMigration ? EntryKind.Migration : EntryKind.Page, rest[..digits], page, rights.Value)
        {
            IsCont = isCont,
            IsUffdWp = isUffdWp,
            IsProtNone = isProtNone,
            IsDirty = isDirty || (rights == EntryRights.Writable && !isClean),
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

    private static bool Take(ref string text, char flag)
    {
        var isSet = text.Length > 1 && text[^1] == flag;
        text = isSet ? text[..^1] : text;
        return isSet;
    }
}
