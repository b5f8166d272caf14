using Xunit;

// Times are measured here, and programs run: one after another.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
