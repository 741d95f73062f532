using System;
using System.IO;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Runs;
using FixedPointKernels.Learning.Tests.Support;
using FixedPointKernels.Learning.Training;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Runs;

/// <summary>The programs of docs/training.md, as they stand there but for the folder of their files: they run, and do what is said of
/// them.</summary>
public sealed class ShownTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_page_shows_what_is_run_here() => ShownPage.IsRun(
        "training.md", 2, "FixedPointKernels.Learning.Tests/Runs/ShownTests.cs");

    [Fact]
    public void A_neuron_takes_values_and_the_mask_holds()
    {
        // Shown
        var network = new RateNetwork<double, Tanh>([0.0, 0.9, -0.7, 0.4], neurons: 2);
        network.SetInputWeights([1.0, 0.5, -0.5, 1.0], inputs: 2);
        var model = new Model<double, Tanh>(network, outputs: [1]);                   // neuron 1 is to take values: squared error
        model.Parameters[0].Restrict(Bounds<double>.Mask([false, true, true, true])); // W[0, 0] stays 0
        var data = new TargetSet("two samples", features: 2, outputs: 1, [0.5, -0.2, 1.0, 0.3], [-0.3, 0.2]);
        var parts = NetworkParameters.Recurrent | NetworkParameters.Bias;
        using var trainer = new Trainer<double>(model, new TrainingSettings { Parts = parts, Rate = 0.1, BatchSize = 2 });
        for (int step = 0; step < 300; step++) trainer.Step(data, [0, 1]);
        Console.WriteLine($"loss {trainer.Evaluate(data).Loss:E1}, W[0, 0] = {network.Weights[0]}");
        // End
        Assert.InRange(trainer.Evaluate(data).Loss, 0, 1e-9);
        Assert.Equal(0, network.Weights[0]);
        Assert.NotEqual(0.9, network.Weights[1]);
    }

    [Fact]
    public void Ten_lines_train_save_load_and_resume()
    {
        (string whole, RunRow best) = Train();
        Assert.InRange(best.HeldOut!.Value.Accuracy, 0.5, 1);
        byte[] last = File.ReadAllBytes(folder.File("checkpoint.fpk"));

        // As after a kill when two epochs were done: the same settings, and the checkpoint of then.
        Split data = Split.Stratified(Digits.Load(), testFraction: 0.2, seed: 0);
        var model = Model<double, Tanh>.Random(neurons: 40, data.Train.Features, data.Train.Classes, seed: 0);
        using (
            var begun = new TrainingRun<double>(
                model, new TrainingSettings { Epochs = 5 }, data.Train, data.Test, new() { KeepBest = true, Patience = 3 }))
        {
            begun.Epoch();
            begun.Epoch();
            begun.Save(folder.File("checkpoint.fpk"));
        }

        (string again, RunRow same) = Train();
        Assert.Equal((whole, best.Step, best.HeldOut), (again, same.Step, same.HeldOut));

        // And one that was finished is so at once, with the weights it had.
        File.WriteAllBytes(folder.File("checkpoint.fpk"), last);
        Assert.Equal(whole, Train().Weights);
    }

    private (string Weights, RunRow Best) Train()
    {
        // Shown
        Split data = Split.Stratified(Digits.Load(), testFraction: 0.2, seed: 0);     // the second part chooses the best epoch
        var model = Model<double, Tanh>.Random(neurons: 40, data.Train.Features, data.Train.Classes, seed: 0);
        var settings = new TrainingSettings { Epochs = 5 };
        using var run = new TrainingRun<double>(model, settings, data.Train, data.Test, new() { KeepBest = true, Patience = 3 });
        if (File.Exists(folder.File("checkpoint.fpk"))) run.Load(folder.File("checkpoint.fpk")); // the settings must be the same
        run.Complete(afterEpoch: one =>
        {
            one.Save(folder.File("checkpoint.fpk"));
            Console.WriteLine($"{one.EpochsDone}: {one.LastScore.Accuracy:P1}");
        });
        run.RestoreBest();                                                            // the epoch that scored best
        WeightFolder.Write(folder.File("trained"), model);                            // W.npy, Wx.npy, readout.npy
        Model<double, Tanh> again = WeightFolder.Read<double, Tanh>(folder.File("trained")); // a warm start, or a network to use
        // End
        Assert.Equal(model.Fingerprint(), again.Fingerprint());
        return (again.Fingerprint(), run.History.Best!.Value);
    }
}
