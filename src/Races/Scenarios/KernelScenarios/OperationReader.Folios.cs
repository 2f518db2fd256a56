using RaceSim.Scenarios.Yaml;

namespace RaceSim.Scenarios.KernelScenarios;

/// <summary>The operations on a whole folio: <c>write-back F at 0</c>, <c>migrate A to B at 4</c>, <c>restore A at 4</c>, <c>reclaim A at 4</c>, <c>pageout A at 4</c>, <c>split A at 4</c>.</summary>
internal sealed partial class OperationReader
{
    private OperationText WriteBack(YamlNode node, string[] words)
    {
        if (words.Length != 4 || words[2] != "at")
        {
            throw node.Error("a write-back reads 'write-back FOLIO at PAGE'");
        }

        var (folio, page) = FolioAt(node, words);
        return folio.IsFile
            ? new OperationText(OperationWord.WriteBack, folio.Name, page, 0, 0, node)
            : throw node.Error($"'{folio.Name}' is anonymous; only a file's folio ('file: true') is written back");
    }

    private OperationText Migrate(YamlNode node, string[] words)
    {
        if (words.Length != 6 || words[2] != "to" || words[4] != "at")
        {
            throw node.Error("a migration reads 'migrate FOLIO to FOLIO at PAGE'");
        }

        var (folio, page) = FolioAt(node, ["migrate", words[1], "at", words[5]]);
        var target = folios.First(f => f.Name == Folio(node, words[3]));
        if (target == folio || target.Pages != folio.Pages || target.IsFile || folio.IsFile || folio.SwapSlot >= 0 || target.SwapSlot >= 0)
        {
            throw node.Error($"'{folio.Name}' cannot be moved to '{target.Name}'; expected two anonymous folios of one size, none of them in the swap cache");
        }

        return processes.SelectMany(p => p.Entries).Any(e => e.Folio == target.Name)
            ? throw node.Error($"'{target.Name}' is mapped in the beginning; a folio is moved to one that nobody has")
            : new OperationText(OperationWord.Migrate, folio.Name, page, 0, 0, node) { Target = target.Name };
    }

    private OperationText Restore(YamlNode node, string[] words)
    {
        if (words.Length != 4 || words[2] != "at")
        {
            throw node.Error("a restore reads 'restore FOLIO at PAGE'");
        }

        var (folio, page) = FolioAt(node, words);
        if (!processes.SelectMany(p => p.Entries).Any(e => e.Kind == EntryKind.Migration && e.Folio == folio.Name))
        {
            throw node.Error($"'{folio.Name}' is not being migrated; expected an entry like 'm{folio.Name}0r'");
        }

        return new OperationText(OperationWord.Restore, folio.Name, page, 0, 0, node);
    }

    private OperationText Reclaim(YamlNode node, string[] words, OperationWord word)
    {
        if (words.Length != 4 || words[2] != "at")
        {
            throw node.Error($"a reclaim reads '{words[0]} FOLIO at PAGE'");
        }

        var (folio, page) = FolioAt(node, words);
        return folio.SwapSlot >= 0
            ? new OperationText(word, folio.Name, page, 0, 0, node)
            : throw node.Error($"'{folio.Name}' is not in the swap cache; give it a 'swap-slot'");
    }

    private OperationText Split(YamlNode node, string[] words)
    {
        if (words.Length != 4 || words[2] != "at")
        {
            throw node.Error("a split reads 'split FOLIO at PAGE'");
        }

        var (folio, page) = FolioAt(node, words);
        return folio.Pages > 1
            ? new OperationText(OperationWord.Split, folio.Name, page, 0, 0, node)
            : throw node.Error($"'{folio.Name}' has one page; expected a folio of more");
    }
}
