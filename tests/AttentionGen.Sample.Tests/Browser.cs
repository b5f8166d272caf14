using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;

namespace AttentionGen.Sample.Tests;

/// <summary>Chromium without a window.</summary>
internal static class Browser
{
    public const string Missing =
        "Chromium is missing (chromium, chromium-browser or google-chrome on the PATH, or CHROME_PATH): apt-get install chromium";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>The program, or null.</summary>
    public static string? Path { get; } = Find();

    /// <summary>The document of a page as the browser has it after loading.</summary>
    /// <param name="file">The page.</param>
    /// <param name="profile">A folder that does not exist yet.</param>
    public static string Document(string file, string profile)
    {
        var start = new ProcessStartInfo(Path!)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        string[] arguments =
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", $"--user-data-dir={profile}", "--dump-dom", new Uri(file).AbsoluteUri,
        ];
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;

        // Its complaints about a missing desktop would fill the pipe.
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!output.Wait(Patience) || !process.WaitForExit(TimeSpan.FromSeconds(10)))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"Chromium did not finish within {Patience.TotalMinutes} minutes.");
        }

        return output.Result;
    }

    private static string? Find()
    {
        string[] names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator);
        string? chosen = Environment.GetEnvironmentVariable("CHROME_PATH");
        return File.Exists(chosen)
            ? chosen
            : folders.SelectMany(folder => names.Select(name => System.IO.Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }
}
