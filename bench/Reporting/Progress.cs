using System;
using Spectre.Console;

namespace AttentionGen.Bench.Reporting;

/// <summary>Shows what runs, on standard error: the table alone is standard output.</summary>
internal abstract class Progress
{
    /// <summary>A new step of the announced number.</summary>
    public abstract void Begin(string name);

    /// <summary>What the step is at.</summary>
    public abstract void Phase(string phase);

    public static void Run(int steps, Action<Progress> work)
    {
        if (Console.IsErrorRedirected)
        {
            work(new Lines(steps));
            return;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

        // Drawn only when a step says something: a thread that redraws on a clock would run beside the samples.
        console.Progress()
            .AutoRefresh(false)
            .AutoClear(true)
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context => work(new Bar(context, steps)));
    }

    private sealed class Bar(ProgressContext context, int steps) : Progress
    {
        private static readonly TimeSpan LeastInterval = TimeSpan.FromMilliseconds(200);
        private readonly ProgressTask _task = context.AddTask("starting", maxValue: steps);
        private string _name = "";
        private int _begun;
        private DateTime _drawn;

        public override void Begin(string name)
        {
            _name = name;
            _task.Value = _begun++;
            Draw(name);
        }

        public override void Phase(string phase)
        {
            if (DateTime.UtcNow - _drawn > LeastInterval)
            {
                Draw($"{_name}: {phase}");
            }
        }

        private void Draw(string description)
        {
            _task.Description = Markup.Escape(description);
            context.Refresh();
            _drawn = DateTime.UtcNow;
        }
    }

    private sealed class Lines(int steps) : Progress
    {
        private int _begun;

        public override void Begin(string name) => Console.Error.WriteLine($"[{++_begun}/{steps}] {name}");

        public override void Phase(string phase)
        {
        }
    }
}
