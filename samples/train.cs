#:package FixedPointKernels.Learning@0.1.0
#:property PublishAot=false

// Train: a network that reads handwritten digits at its fixed point, from its first epoch to the folder of weights that another
// program reads. Killed on the way, the same command goes on from the last checkpoint and ends in the same bits.
//
//   dotnet run samples/train.cs [-- FOLDER]      FOLDER: where the weights go, by default fpk-digits among the temporary files
//
// Exit code: 0, 2 where the checkpoint is of another run, 3 where the training stopped before its end.

using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Runs;
using FixedPointKernels.Learning.Training;

string folder = args.Length > 0 ? args[0] : Path.Combine(Path.GetTempPath(), "fpk-digits");
string checkpoint = Path.Combine(folder, "checkpoint.fpk");
Directory.CreateDirectory(folder);

// Of each class a fifth is held out. Split.Stratified and Model.Random take seeds of their own: the run is the same every time.
Split data = Split.Stratified(Digits.Load(), testFraction: 0.2, seed: 0);
var model = Model<double, Tanh>.Random(neurons: 40, data.Train.Features, data.Train.Classes, seed: 0);

// W learns by the linearized rule, the default, which is fast where the loss surface is steep; input weights, bias and readout by their
// gradients. Rates are tried, as ever: W alone at the rule's own 0.2 gets to 80 % and has no fixed points left after 7 epochs, of which
// KeepBest gives back the one that scored best. The result does not depend on the number of threads.
var settings = new TrainingSettings
{
    Epochs = 10, BatchSize = 64, Threads = Environment.ProcessorCount,
    Parts = NetworkParameters.All, Rate = 0.05, InputRate = 0.003, ReadoutRate = 0.01,
};
using var run = new TrainingRun<double>(model, settings, data.Train, data.Test, new() { KeepBest = true, Patience = 3 });
if (File.Exists(checkpoint))
{
    try
    {
        run.Load(checkpoint);
    }
    catch (DataFileException fault)                        // damaged, or of other settings or data: it says which
    {
        Console.Error.WriteLine($"{fault.Message}; delete it to begin anew, or name another folder");
        return 2;
    }

    Console.Error.WriteLine($"going on after epoch {run.EpochsDone}");
}

// Ctrl-C ends the run between two steps, where it can be saved too.
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) => { pressed.Cancel = true; stop.Cancel(); };
run.Complete(
    afterEpoch: one =>
    {
        one.Save(checkpoint);                              // to a new file that then takes the old one's place: never half a one
        Console.WriteLine($"epoch {one.EpochsDone}: {one.LastScore.Accuracy:P0} of the held-out digits, {one.LastScore.Unsolved} unsolved");
    },
    cancellation: stop.Token);
if (!run.IsOver)
{
    run.Save(checkpoint);
    Console.Error.WriteLine("stopped; start again to go on");
    return 3;
}

if (run.StoppedAt > 0)
{
    Console.Error.WriteLine($"step {run.StoppedAt} would have left the finite numbers; lower the rates");
    return 3;
}

run.RestoreBest();                                         // the epoch that scored best
WeightFolder.Write(folder, model);                         // W.npy, Wx.npy, b.npy, readout.npy: NumPy reads them too
File.Delete(checkpoint);

// What a program does that is given the folder: read, solve, tell.
Model<double, Tanh> again = WeightFolder.Read<double, Tanh>(folder);
using var reader = new Trainer<double>(again, new TrainingSettings());
Console.WriteLine($"read again: {reader.Evaluate(data.Test).Accuracy:P0}");
return 0;
