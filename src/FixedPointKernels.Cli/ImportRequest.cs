using System;
using System.Globalization;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Cli.Files;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Cli.Training;
using FixedPointKernels.Learning.Choices;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;

namespace FixedPointKernels.Cli;

/// <summary>What fpk import was asked for: reads the files, checks them against each other, and writes the folder.</summary>
internal sealed record ImportRequest(
    Surroundings Here, ActivationChoice Choice, Precision Type, string Weights, string? Readout, string? Outputs, string? Input,
    string? Bias, string Output) : INetworkAction<int>
{
    public int Run<T, TActivation>(TActivation activation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, ICurvedActivation
    {
        if ((Readout is null) == (Outputs is null))
        {
            throw new CommandFailure(
                $"say --readout R.npy or --outputs o.npy, one of them{(Readout is null ? "" : $" and not both ({Readout}, {Outputs})")}");
        }

        using OutputFolder folder = new(Output);
        NetworkFiles.Weights<T> w = NetworkFiles.ReadWeights<T>(Here, Weights);
        int n = w.Neurons;
        RateNetwork<T, TActivation> network = new(w.Values, n, activation);
        if (Input is null) network.SetInputWeights(Unit<T>(n), n);
        else network.SetInputWeights(Matrix<T>(Input, "the input weights", w, columns: false, out int features), features);
        if (Bias is not null) network.SetBias(BiasOf(w));
        Model<T, TActivation> model = Readout is null
            ? new(network, Neurons(w)) : new(network, Matrix<T>(Readout, "the readout", w, columns: true, out int rows), rows);
        SavedRun saved = new(
            SavedRun.Imported, 0, Choice.Name, Choice.Gain, Choice.Exponent, Type.ToString().ToLowerInvariant(), 0, null, null, null, 0,
            "auto", null, null, null, null, null, false);
        folder.Write(() => saved.Write(folder.Path(), model));
        (string place, _) = folder.Conclude(interrupted: false);
        string outputs = Readout is null ? $"{model.Targets} of whose rates are outputs" : $"{model.Readout.Length / n} outputs";
        Here.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{place} holds {n} neurons, {Choice.Name}, {model.Features} features{(Bias is null ? "" : ", a bias")}, {outputs}; "
                + $"score it with: fpk eval --weights-dir {place} --inputs X.npy --{(Readout is null ? "targets Y" : "labels y")}.npy"));
        return ExitCode.Done;
    }

    // A matrix with N rows, or with N columns, where a vector is one row.
    private T[] Matrix<T>(string file, string what, NetworkFiles.Weights<T> weights, bool columns, out int other)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        NpyArray array = InputFile.Array(Here, file);
        ReadOnlySpan<int> shape = array.Shape;
        int n = weights.Neurons;
        bool row = columns && shape.Length == 1 && shape[0] == n;
        other = row ? 1 : shape.Length == 2 ? shape[columns ? 0 : 1] : 0;
        if (!row && (other == 0 || shape[columns ? 1 : 0] != n))
            throw Misfit(array, what, columns ? $"C×{n} with C at least 1, or ({n},)" : $"{n}×M with M at least 1", weights);
        return Finite<T>(array, what);
    }

    private T[] BiasOf<T>(NetworkFiles.Weights<T> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        NpyArray array = InputFile.Array(Here, Bias!);
        int n = weights.Neurons;
        bool fits = array.Shape.SequenceEqual([n]) || array.Shape.SequenceEqual([1, n]);
        return fits ? Finite<T>(array, "the bias") : throw Misfit(array, "the bias", $"({n},) or 1×{n}", weights);
    }

    private int[] Neurons<T>(NetworkFiles.Weights<T> weights)
    {
        NpyArray array = InputFile.Array(Here, Outputs!);
        if (array.Shape.Length != 1 || array.Count == 0) throw Misfit(array, "the output neurons", "(K,) with K at least 1", weights);
        int[] chosen = array.ToInt32s();
        int bad = Array.FindIndex(chosen, one => one < 0 || one >= weights.Neurons);
        return bad < 0 ? chosen : throw new DataFileException(
            array.File, $"entry {bad} is {chosen[bad]}, but the neurons of {weights.File} are 0 to {weights.Neurons - 1}");
    }

    private static T[] Finite<T>(NpyArray array, string what)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] values = array.To<T>();
        NetworkFiles.RequireFinite<T>(array, values, what);
        return values;
    }

    private static DataFileException Misfit<T>(NpyArray array, string what, string wanted, NetworkFiles.Weights<T> weights) => new(
        array.File,
        $"holds {array.ShapeText} {array.ElementType}, but {what} must be {wanted}, to fit the {weights.Neurons}×{weights.Neurons} weights "
            + $"of {weights.File}");

    private static T[] Unit<T>(int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] unit = new T[n * n];
        for (int i = 0; i < n; i++) unit[(i * n) + i] = T.One;
        return unit;
    }
}
