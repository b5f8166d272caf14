using System.Globalization;
using System.Linq;
using System.Net;
using System.Text;
using AttentionGen.Sample.Translator.Model;

namespace AttentionGen.Sample.Translator.Output;

/// <summary>The attention weights of a translation as one page that needs nothing else.</summary>
internal static class HtmlPage
{
    // Up to here one colour of the digits stands out from the cell, from here on the other: about 4.5 to 1 on either side, light or dark.
    private const float Strong = 0.65f;

    // The policy keeps the page to what is in it, whatever words it was given.
    private const string Head = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <title>Where the decoder looked</title>
        <style>
        :root { --page: #ffffff; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --heat: #08306b; --low: #000000; --high: #ffffff; }
        @media (prefers-color-scheme: dark) {
          :root { --page: #14181d; --ink: #e6edf3; --soft: #9aa5b1; --line: #3a424c; --heat: #6aaaf0; --low: #ffffff; --high: #000000; }
        }
        body {
          margin: 2rem auto; padding: 0 1rem; max-width: 70rem; background: var(--page); color: var(--ink);
          font: 1rem/1.5 system-ui, "Segoe UI", "Noto Sans", sans-serif;
        }
        [lang|="zh"] { font-family: "Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", "WenQuanYi Zen Hei", sans-serif; }
        h1 { font-size: 1.4rem; margin: 0 0 1rem; }
        .pair { font-size: 1.4rem; margin: 0.2rem 0; }
        .note, caption { color: var(--soft); }
        caption { text-align: left; padding-bottom: 0.5rem; white-space: nowrap; }
        .scroll { overflow-x: auto; padding: 1rem 2px; }
        table { border-collapse: separate; border-spacing: 3px; }
        th { font-weight: 600; padding: 0.3rem 0.6rem; }
        thead th { text-align: center; }
        tbody th { text-align: right; white-space: nowrap; font-size: 1.15rem; }
        td {
          position: relative; min-width: 3.2rem; height: 2.6rem; padding: 0; text-align: center; border: 1px solid var(--line);
          border-radius: 4px; background: color-mix(in srgb, var(--heat) calc(var(--weight) * 100%), var(--page));
          color: var(--low); font-variant-numeric: tabular-nums;
        }
        td.strong { color: var(--high); }
        td.corner { border: none; background: none; }
        td:hover, td:focus { outline: 2px solid var(--ink); outline-offset: 1px; z-index: 1; }
        .value {
          position: absolute; left: 50%; top: calc(100% + 6px); transform: translateX(-50%); padding: 0.2rem 0.6rem; white-space: nowrap;
          border-radius: 4px; background: var(--ink); color: var(--page); font-size: 0.9rem; visibility: hidden; pointer-events: none;
        }
        td:hover .value, td:focus .value { visibility: visible; }
        tbody tr:nth-last-child(-n+2) .value { top: auto; bottom: calc(100% + 6px); }
        td:first-of-type .value { left: 0; transform: none; }
        td:last-of-type:not(:first-of-type) .value { left: auto; right: 0; transform: none; }
        </style>
        </head>
        <body>
        <main>
        <h1>Where the decoder looked</h1>

        """;

    public static string Render(Translation translation, KernelAttention attention)
    {
        string source = string.Join(' ', translation.Source.Select(static token => token.Shown));
        var page = new StringBuilder(Head);
        page.Append(CultureInfo.InvariantCulture, $"<p class=\"pair\">{Encode(source)}</p>\n");
        page.Append(CultureInfo.InvariantCulture, $"<p class=\"pair\" lang=\"zh-Hans\">{Encode(translation.Text)}</p>\n");
        page.Append("<div class=\"scroll\">\n<table>\n<caption>Attention weights in percent</caption>\n");
        page.Append("<thead>\n<tr><td class=\"corner\"></td>");
        AppendHead(page, translation);
        page.Append("</thead>\n<tbody>\n");
        foreach (DecoderStep step in translation.Steps)
        {
            AppendRow(page, translation, step);
        }

        page.Append("</tbody>\n</table>\n</div>\n");
        page.Append("<p class=\"note\">A row is a word that the decoder wrote, a column a word of the source. A row sums to 100, but for ");
        page.Append("rounding. Point at a cell, or move to it with the Tab key, for its weight a and its score e.</p>\n");
        page.Append(CultureInfo.InvariantCulture, $"<p class=\"note\">Computed by <code>{Encode(attention.Kernel)}</code>, a kernel that ");
        page.Append(CultureInfo.InvariantCulture, $"AttentionGen generated; path {Encode(attention.Info.Path)}.</p>\n");
        page.Append("</main>\n</body>\n</html>\n");
        return page.ToString();
    }

    private static void AppendHead(StringBuilder page, Translation translation)
    {
        foreach (string word in translation.Source.Select(static token => token.Shown))
        {
            page.Append(CultureInfo.InvariantCulture, $"<th scope=\"col\">{Encode(word)}</th>");
        }

        page.Append("</tr>\n");
    }

    private static void AppendRow(StringBuilder page, Translation translation, DecoderStep step)
    {
        page.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\" lang=\"zh-Hans\">{Encode(step.Word)}</th>");
        for (int j = 0; j < step.Weights.Length; j++)
        {
            string weight = step.Weights[j].ToString("0.0000", CultureInfo.InvariantCulture);
            string percent = (100 * step.Weights[j]).ToString("0", CultureInfo.InvariantCulture);
            string score = step.Scores[j].ToString("0.0000", CultureInfo.InvariantCulture);
            string strong = step.Weights[j] > Strong ? " class=\"strong\"" : "";
            string from = $"{Encode(step.Word)} from {Encode(translation.Source[j].Shown)}";
            page.Append(CultureInfo.InvariantCulture, $"<td{strong} style=\"--weight: {weight}\" data-weight=\"{weight}\" tabindex=\"0\">");
            page.Append(CultureInfo.InvariantCulture, $"{percent}<span class=\"value\">{from}<br>a = {weight}<br>e = {score}</span></td>");
        }

        page.Append("</tr>\n");
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
