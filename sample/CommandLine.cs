using System.Collections.Generic;
using System.IO;
using System.Linq;
using Spectre.Console;

namespace AttentionGen.Sample;

/// <summary>From arguments to a command and an exit code: 0, or 2 for arguments that mean nothing or name what cannot be used.</summary>
/// <param name="commands">The first one is the default.</param>
/// <param name="console">For output.</param>
/// <param name="error">For the one line that says what is wrong with the arguments.</param>
internal sealed class CommandLine(IReadOnlyList<ICommand> commands, IAnsiConsole console, TextWriter error)
{
    private const int WrongUsage = 2;

    public int Run(IReadOnlyList<string> arguments)
    {
        if (arguments.Any(static argument => argument is "--help" or "-h"))
        {
            WriteUsage();
            return 0;
        }

        try
        {
            string name = arguments.Count == 0 ? commands[0].Name : arguments[0];
            ICommand command = commands.FirstOrDefault(candidate => candidate.Name == name) ?? throw Unknown(name);
            command.Run([.. arguments.Skip(1)], console);
            return 0;
        }
        catch (UsageException wrong)
        {
            error.WriteLine($"{wrong.Message}; --help lists what there is.");
            return WrongUsage;
        }
        catch (InputException wrong)
        {
            error.WriteLine(wrong.Message);
            return WrongUsage;
        }
    }

    /// <summary>For a command that is given an argument that it does not know.</summary>
    public static UsageException Unknown(string argument) => new($"Unknown argument '{argument}'");

    /// <summary>The value behind an option.</summary>
    /// <param name="arguments">All arguments.</param>
    /// <param name="index">The option's place; moves on to the value's.</param>
    /// <exception cref="UsageException">The option is the last argument.</exception>
    public static string Value(IReadOnlyList<string> arguments, ref int index) => index + 1 < arguments.Count
        ? arguments[++index]
        : throw new UsageException($"{arguments[index]} needs a value");

    private void WriteUsage()
    {
        console.WriteLine("Usage: dotnet run -c Release --project sample [-- COMMAND]");
        foreach (ICommand command in commands)
        {
            console.WriteLine();
            console.WriteLine($"{command.Name}{(command == commands[0] ? " (default)" : "")}: {command.Summary}");
            foreach ((string option, string meaning) in command.Options)
            {
                console.WriteLine($"  {option,-18}{meaning}");
            }
        }

        console.WriteLine();
        console.WriteLine("--help prints this. Output is plain where it is redirected or NO_COLOR is set.");
    }
}
