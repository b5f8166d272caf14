using System;
using System.Text;
using AttentionGen.Sample;
using Spectre.Console;

// Chinese needs it where the terminal's own encoding is an older one.
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
return new CommandLine(Commands.All, AnsiConsole.Console, Console.Error).Run(args);
