using System;
using System.Globalization;
using System.Linq;

namespace AttentionGen.Aot.Program;

/// <summary>
/// A few kernels in a program to be published as native code. It holds them to double precision; <c>measure</c> compares published forms
/// of this program.
/// </summary>
public static class Program
{
    public const string Start = "start", Time = "time";

    public static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case []:
                return Check();
            case [Start]:
                KernelCase.First.Run();
                return 0;
            case [Time]:
                foreach (KernelCase each in KernelCase.All)
                {
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{each.Name}\t{Measurement.Microseconds(each.Run)}"));
                }

                return 0;
            case ["measure", .. { Length: > 0 } programs]:
                Measurement.Print(programs);
                return 0;
            default:
                Console.Error.WriteLine($"Arguments: none, {Start}, {Time}, or measure PROGRAM...");
                return 2;
        }
    }

    private static int Check()
    {
        bool right = true;
        foreach (KernelCase each in KernelCase.All)
        {
            double error = each.Error();
            right &= error <= 1;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{each.Path}: {each.Name}: {error:F2} of the tolerance"));
        }

        Console.WriteLine(right ? "right" : "WRONG");
        return right ? 0 : 1;
    }
}
