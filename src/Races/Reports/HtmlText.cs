using System.Globalization;
using System.Text;

namespace RaceSim.Reports;

/// <summary>Puts text into a page so that it stays text.</summary>
internal static class HtmlText
{
    /// <summary>The text with everything that means something to HTML replaced, also within attributes.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            _ = c switch
            {
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '&' => escaped.Append("&amp;"),
                '"' => escaped.Append("&quot;"),
                '\'' => escaped.Append("&#39;"),
                _ when char.IsControl(c) && c is not ('\n' or '\t') => escaped.Append('?'),
                _ => escaped.Append(c),
            };
        }

        return escaped.ToString();
    }

    /// <summary>A file of this assembly's <c>Html</c> folder.</summary>
    public static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(HtmlText).Assembly.GetManifestResourceStream($"Html/{name}")!, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>A template with its <c>{{names}}</c> replaced, each once over the template: what is put in is not looked at again.</summary>
    public static string Fill(string template, IReadOnlyDictionary<string, string> parts)
    {
        var page = new StringBuilder();
        for (var at = 0; at < template.Length;)
        {
            var open = template.IndexOf("{{", at, StringComparison.Ordinal);
            var close = open < 0 ? -1 : template.IndexOf("}}", open, StringComparison.Ordinal);
            if (close < 0)
            {
                page.Append(template, at, template.Length - at);
                break;
            }

            page.Append(template, at, open - at).Append(parts[template[(open + 2)..close]]);
            at = close + 2;
        }

        return page.ToString();
    }

    /// <summary>A number as JavaScript and JSON read it.</summary>
    public static string Number(double number) => number.ToString("0.####", CultureInfo.InvariantCulture);
}
