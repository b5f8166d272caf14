using System;
using System.Collections.Generic;
using AttentionGen.Sample;
using AttentionGen.Sample.Tour;
using Spectre.Console;

// The first command is the one that runs without arguments.
IReadOnlyList<ICommand> commands = [new TourCommand()];
return new CommandLine(commands, AnsiConsole.Console, Console.Error).Run(args);
