using System.Globalization;
using System.Text;
using System.Xml;
using RaceSim.Exploration;
using RaceSim.Scenarios.Gates;

namespace RaceSim.Reports.Gates;

/// <summary>A gate's rows as a JUnit report: a suite a scenario, a test case a row. A row without a verdict is an error, not a pass.</summary>
public static class GateJUnit
{
    /// <summary>Renders the report.</summary>
    public static string Render(string gate, IReadOnlyList<GateRow> rows)
    {
        var text = new Utf8Text();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, NewLineChars = "\n" }))
        {
            xml.WriteStartElement("testsuites");
            xml.WriteAttributeString("name", Printable(gate));
            Totals(xml, rows);
            foreach (var suite in rows.GroupBy(r => r.Scenario.Name))
            {
                xml.WriteStartElement("testsuite");
                xml.WriteAttributeString("name", Printable(suite.Key));
                Totals(xml, [.. suite]);
                foreach (var row in suite)
                {
                    Case(xml, row);
                }

                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }

        return text + "\n";
    }

    private static void Totals(XmlWriter xml, IReadOnlyList<GateRow> rows)
    {
        var (_, failed, open) = GateText.Counts(rows);
        xml.WriteAttributeString("tests", Number(rows.Count));
        xml.WriteAttributeString("failures", Number(failed));
        xml.WriteAttributeString("errors", Number(open));
        xml.WriteAttributeString("skipped", "0");
        xml.WriteAttributeString("time", Seconds(rows.Sum(r => r.ElapsedSeconds)));
    }

    private static void Case(XmlWriter xml, GateRow row)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", Printable(row.Scenario.Name));
        xml.WriteAttributeString("name", Printable(row.Build is null ? row.Expected : $"{row.Build}: {row.Expected}"));
        xml.WriteAttributeString("time", Seconds(row.ElapsedSeconds));
        if (row.Outcome != GateOutcome.Passed)
        {
            xml.WriteStartElement(row.Outcome == GateOutcome.Failed ? "failure" : "error");
            xml.WriteAttributeString("type", Printable(row.Violation?.Invariant ?? RunText.Word(row.Verdict)));
            xml.WriteAttributeString("message", Printable(row.Sentence));
            if (row.Trace is not null)
            {
                xml.WriteString($"racesim replay '{TraceLine.Format(row.Trace)}'");
            }

            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(double seconds) => seconds.ToString("0.000", CultureInfo.InvariantCulture);

    // XML has no way to write most control characters.
    private static string Printable(string text) => string.Concat(text.Select(c => XmlConvert.IsXmlChar(c) ? c : '\uFFFD'));

    /// <summary>A string writer that calls itself what the file will be.</summary>
    private sealed class Utf8Text : StringWriter
    {
        public Utf8Text()
            : base(CultureInfo.InvariantCulture)
        {
        }

        public override Encoding Encoding { get; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
    }
}
