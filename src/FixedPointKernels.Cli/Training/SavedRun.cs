using System;
using System.IO;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;
using FixedPointKernels.Activations;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Runs;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Cli.Training;

/// <summary>A trained network in a folder: W.npy, Wx.npy, readout.npy, b.npy where there is a bias, and run.json that says how they came
/// about.</summary>
/// <param name="Rule">The rule's name.</param>
/// <param name="Rate">η.</param>
/// <param name="Activation">The activation's name.</param>
/// <param name="Gain">Its gain, where it has one.</param>
/// <param name="Exponent">Its exponent, where it has one.</param>
/// <param name="Precision">double or float.</param>
/// <param name="Seed">The seed of the start, of the batches, and of the digits' division.</param>
/// <param name="Data">digits, or the folder of IDX files as given.</param>
/// <param name="Scaling">How pixels became numbers.</param>
/// <param name="Division">How the samples were divided.</param>
/// <param name="Steps">Updates made.</param>
/// <param name="Solver">The forward pass: a name of <see cref="SolverMethod"/>.</param>
/// <param name="Tolerance">Its tolerance, where one was given.</param>
/// <param name="RelativeTolerance">Its relative part, where one was given.</param>
/// <param name="StepSize">Its step or damping, where one was given.</param>
/// <param name="StepLimit">Its number or limit of steps, where one was given.</param>
/// <param name="Trained">The parts that were trained, as --train names them.</param>
/// <param name="LearnedFromTestImages">True after --published-update: its test figures are those of a leak.</param>
/// <param name="Labels">The file of labels, where <paramref name="Data"/> is one of features.</param>
internal sealed record SavedRun(
    string Rule, double Rate, string Activation, double? Gain, double? Exponent, string Precision, ulong Seed, string Data, string Scaling,
    string Division, int Steps,
    string Solver, double? Tolerance, double? RelativeTolerance, double? StepSize, int? StepLimit, string? Trained,
    bool LearnedFromTestImages,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Labels = null)
{
    internal const string FileName = "run.json";

    /// <summary>What <see cref="Data"/> says of the embedded set.</summary>
    internal const string EmbeddedDigits = "digits";

    /// <summary>Whether a folder holds one.</summary>
    internal static bool IsIn(string folder) => File.Exists(Path.Combine(folder, FileName));

    internal static SavedRun Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        try
        {
            SavedRun run = JsonSerializer.Deserialize(File.ReadAllText(path), SavedRunJson.Default.SavedRun)
                ?? throw new DataFileException(path, "holds no run");
            if (run.Activation is null || run.Precision is null || run.Data is null)
                throw new DataFileException(path, "lacks activation, precision or data");
            if (run.Precision is not ("double" or "float"))
                throw new DataFileException(path, $"precision is '{run.Precision}', but it must be double or float");
            run.Choice();
            run.Forward();
            return run;
        }
        catch (CommandFailure failure)
        {
            throw new DataFileException(path, failure.Message, failure);
        }
        catch (JsonException failure)
        {
            throw new DataFileException(path, $"is no description of a run: {failure.Message}", failure);
        }
        catch (Exception failure) when (failure is IOException and not DataFileException or UnauthorizedAccessException)
        {
            throw new DataFileException(path, $"cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>Writes the network and, last, this description.</summary>
    internal void Write<T, TActivation>(string folder, Model<T, TActivation> model)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation
    {
        WeightFolder.Write(folder, model);
        Write(folder);
    }

    /// <summary>Writes this description alone, beside weights that are there.</summary>
    internal void Write(string folder) =>
        AtomicFile.WriteText(Path.Combine(folder, FileName), JsonSerializer.Serialize(this, SavedRunJson.Default.SavedRun) + "\n");

    /// <summary>What it was trained on.</summary>
    internal DataSource Source() =>
        Labels is not null ? new(null, Data, Labels) : new(Data == EmbeddedDigits ? null : Data, null, null);

    /// <summary>The run's own forward pass.</summary>
    internal SolverOptions Forward()
    {
        if (!Enum.TryParse(Solver, ignoreCase: true, out SolverMethod method) || !Enum.IsDefined(method))
            throw Words.Unknown("solver", Solver ?? "", Enum.GetNames<SolverMethod>());
        SolverOptions options = new()
        {
            Method = method, Tolerance = Tolerance, RelativeTolerance = RelativeTolerance, StepSize = StepSize, StepLimit = StepLimit,
        };
        try
        {
            options.Validate();
            return options;
        }
        catch (ArgumentException failure)
        {
            throw new CommandFailure(failure.Message, failure);
        }
    }

    internal ActivationChoice Choice() => ActivationChoice.Of(Activation, Gain, Exponent);
}

/// <summary>Serialization without reflection, so that the program can be trimmed.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SavedRun))]
internal sealed partial class SavedRunJson : JsonSerializerContext;
