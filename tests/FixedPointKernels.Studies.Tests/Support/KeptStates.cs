using System.Collections.Concurrent;
using System.IO;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.Tests.Support;

/// <summary>Keeps how far runs are in temporary files; each is handed out once.</summary>
internal sealed class KeptStates : IRunStates
{
    private readonly ConcurrentDictionary<string, string> files = new();

    public Checkpoint New(ISweepRun run) => new("a state");

    public void Save(ISweepRun run, Checkpoint state)
    {
        string file = files.GetOrAdd(run.Name, _ => Path.GetTempFileName());
        state.Write(file);
    }

    public Checkpoint? Load(ISweepRun run) => files.TryRemove(run.Name, out string? file) ? Read(file) : null;

    private static Checkpoint Read(string file)
    {
        Checkpoint state = Checkpoint.Read(file, "a state");
        File.Delete(file);
        return state;
    }
}
