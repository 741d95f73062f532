using System;
using System.Collections.Generic;
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

/// <summary>A network in a folder: W.npy, Wx.npy, readout.npy, b.npy where there is a bias, and run.json that says how they came
/// about.</summary>
/// <param name="Rule">The rule's name, or <see cref="Imported"/>.</param>
/// <param name="Rate">η.</param>
/// <param name="Activation">The activation's name.</param>
/// <param name="Gain">Its gain, where it has one.</param>
/// <param name="Exponent">Its exponent, where it has one.</param>
/// <param name="Precision">double or float.</param>
/// <param name="Seed">The seed of the start, of the batches, and of the digits' division.</param>
/// <param name="Data">digits, or the folder of IDX files or the file of features as given; null of what was imported.</param>
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
internal sealed record SavedRun(
    string Rule, double Rate, string Activation, double? Gain, double? Exponent, string Precision, ulong Seed, string? Data,
    string? Scaling, string? Division, int Steps,
    string Solver, double? Tolerance, double? RelativeTolerance, double? StepSize, int? StepLimit, string? Trained,
    bool LearnedFromTestImages)
{
    internal const string FileName = "run.json";

    /// <summary>What <see cref="Data"/> says of the embedded set.</summary>
    internal const string EmbeddedDigits = "digits";

    /// <summary>What <see cref="Rule"/> says of weights that fpk import brought in.</summary>
    internal const string Imported = "imported";

    /// <summary>The file of labels, where <see cref="Data"/> is one of features.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Labels { get; init; }

    /// <summary>The file of targets, where <see cref="Data"/> is one of features.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Targets { get; init; }

    /// <summary>The solver's window, where one was given.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Window { get; init; }

    /// <summary>How long it follows the dynamics, where that was given.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? TimeLimit { get; init; }

    /// <summary>Its steps past the tolerance, where any were asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? PolishSteps { get; init; }

    /// <summary>The whole record, as settings.csv and the page have it; null in files of before it was kept.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Settings { get; init; }

    /// <summary>Whether a folder holds one.</summary>
    internal static bool IsIn(string folder) => File.Exists(Path.Combine(folder, FileName));

    internal static SavedRun Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        try
        {
            SavedRun run = JsonSerializer.Deserialize(File.ReadAllText(path), SavedRunJson.Default.SavedRun)
                ?? throw new DataFileException(path, "holds no run");
            if (run.Activation is null || run.Precision is null || (run.Data is null && run.Rule != Imported))
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
    /// <param name="folder">Where it lies, for the refusal.</param>
    /// <exception cref="CommandFailure">It was not trained here.</exception>
    internal DataSource Source(string folder) => Data is null
        ? throw new CommandFailure(
            $"{folder} was imported: what it was trained on is not known; say --data DIR, or --inputs X.npy with --labels or --targets")
        : Labels is not null || Targets is not null ? new(null, Data, Labels, Targets)
        : new(Data == EmbeddedDigits ? null : Data, null, null, null);

    /// <summary>The run's own forward pass.</summary>
    internal SolverOptions Forward()
    {
        if (!Enum.TryParse(Solver, ignoreCase: true, out SolverMethod method) || !Enum.IsDefined(method))
            throw Words.Unknown("solver", Solver ?? "", Enum.GetNames<SolverMethod>());
        SolverOptions options = new()
        {
            Method = method, Tolerance = Tolerance, RelativeTolerance = RelativeTolerance, StepSize = StepSize, StepLimit = StepLimit,
            Window = Window, TimeLimit = TimeLimit, PolishSteps = PolishSteps ?? 0,
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
