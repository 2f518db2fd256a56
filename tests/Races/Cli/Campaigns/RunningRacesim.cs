using System.Diagnostics;

namespace RaceSim.Tests.Races.Cli;

/// <summary>The command line in a process of its own, to be killed.</summary>
internal sealed class RunningRacesim : IDisposable
{
    private readonly Process _process;

    public RunningRacesim(params string[] arguments)
    {
        var home = AppContext.BaseDirectory;
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] words =
        [
            "exec", "--runtimeconfig", Path.Combine(home, "RaceSim.Tests.runtimeconfig.json"), "--depsfile", Path.Combine(home, "RaceSim.Tests.deps.json"),
            Path.Combine(home, "RaceSim.Cli.dll"), .. arguments,
        ];
        foreach (var word in words)
        {
            start.ArgumentList.Add(word);
        }

        _process = Process.Start(start)!;
    }

    /// <summary>Waits until a file is there, or the process has ended.</summary>
    public void WaitFor(Func<bool> isThere)
    {
        while (!isThere() && !_process.HasExited)
        {
            Thread.Sleep(1);
        }
    }

    /// <summary>Ends it as nobody can catch.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Sends SIGTERM and waits for the end.</summary>
    public (int Code, string Out) Terminate()
    {
        using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            kill.WaitForExit();
        }

        var text = _process.StandardOutput.ReadToEnd();
        _process.WaitForExit();
        return (_process.ExitCode, text);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }
}
