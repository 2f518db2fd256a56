using System.Text;
using RaceSim.Scenarios;
using RaceSim.Steps;

namespace RaceSim.Reports;

/// <summary>How the place of a step is printed.</summary>
public static class KernelName
{
    /// <summary><c>CopyPresentPtes</c> as the kernel spells it: <c>copy_present_ptes</c>.</summary>
    public static string Of(string member)
    {
        var name = new StringBuilder(member.Length + 8);
        for (var i = 0; i < member.Length; i++)
        {
            var c = member[i];
            if (char.IsUpper(c) && i > 0 && member[i - 1] != '_' && (!char.IsUpper(member[i - 1]) || (i + 1 < member.Length && char.IsLower(member[i + 1]))))
            {
                name.Append('_');
            }

            name.Append(char.ToLowerInvariant(c));
        }

        return name.ToString();
    }

    /// <summary><c> in ptep_get() &lt;- copy_present_ptes()</c>: a step's function and its caller as ftrace prints them; empty for a sketch.</summary>
    public static string Called(ReplayStep step, bool isSketch)
    {
        if (isSketch || string.IsNullOrEmpty(step.Label.Member))
        {
            return "";
        }

        return step.Callers.Count > 0 ? $" in {Of(step.Label.Member)}() <- {Of(step.Callers[0])}()" : $" in {Of(step.Label.Member)}()";
    }

    /// <summary><c>copy_present_ptes:112</c>; a sketch's threads keep their names.</summary>
    public static string Of(SourceLabel label, bool isSketch)
    {
        var member = label.Member ?? "";
        var name = isSketch ? member : Of(member);
        return label.Line > 0 ? $"{name}:{label.Line}" : name;
    }
}
