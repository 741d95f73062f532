using System;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Cli.Files;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Learning.Choices;

namespace FixedPointKernels.Cli.Verification;

/// <summary>Reads the Lyapunov exponents of a file of learning through time: the list "lyapunov" of every case, "linear_rule" and
/// "medium_spectra".</summary>
internal static class SpectrumCases
{
    private const string Entries = "lyapunov", Constant = "linear_rule", Free = "medium_spectra";

    // The estimate of a constant Jacobian is over the steps that its name says, of a complex pair off by up to one part in them.
    private const int ConstantSteps = 60_000, ConstantWarmUp = 20_000;
    private const double ConstantLimit = 1e-5;

    // Of a network left alone, which has no input for each step: the file says a number and nothing else. A step of two units takes 230
    // bytes.
    private const int MostSteps = 100_000;

    /// <summary>All of them, and what is absent.</summary>
    /// <param name="whole">The file.</param>
    /// <param name="cases">Its cases, in their order.</param>
    /// <exception cref="Learning.Data.DataFileException">One cannot be computed.</exception>
    internal static IEnumerable<IGoldenCase> Read(JsonFields whole, IReadOnlyList<TemporalCase> cases)
    {
        IReadOnlyList<JsonFields> fields = whole.Parts("cases"), free = Of(whole, Free);
        bool none = fields.All(one => Of(one, Entries).Count == 0);
        return
        [
            .. none ? [new AbsentPart($"{Entries} of every case", Needed(cases.Min(one => one.Shape.Units)))]
                : cases.SelectMany((one, k) => OfCase(fields[k], one)),
            whole.Holds(Constant) ? OfConstant(whole.Part(Constant)) : new AbsentPart(Constant, SpectrumQuantities.OfConstant),
            .. free.Select((one, k) => OfFree(one, $"{Free}[{k}]")),
            .. free.Count == 0 ? [new AbsentPart(Free, SpectrumQuantities.OfFree)] : (AbsentPart[])[],
        ];
    }

    private static IReadOnlyList<JsonFields> Of(JsonFields part, string list) => part.Holds(list) ? part.Parts(list) : [];

    private static string[] Needed(int units) =>
        [.. SpectrumQuantities.OfEntry.Where(quantity => SpectrumQuantities.IsNeeded(quantity, units))];

    private static IEnumerable<IGoldenCase> OfCase(JsonFields fields, TemporalCase one) => Of(fields, Entries) is { Count: > 0 } entries
        ? entries.Select((entry, i) => OfEntry(entry.As("entry", $"case {one.Name}: {Entries}[{i}]: "), one, i))
        : [new AbsentPart($"{one.Name}.{Entries}", Needed(one.Shape.Units))];

    private static SpectrumCase OfEntry(JsonFields entry, TemporalCase one, int index)
    {
        (int n, int exponents, int sample) = (one.Shape.Units, entry.Whole("k", 1), entry.Whole("batch", 0));
        if (exponents > n) throw entry.Refuse("k", $"is {exponents}, but {n} units have no more exponents than that");
        if (sample >= one.Batch) throw entry.Refuse("batch", $"is {sample}, but there are {one.Batch} samples");
        SpectrumSchedule schedule = Schedule(entry, one.Shape.Steps, entry.Whole("interval", 1));
        return new()
        {
            Name = $"{one.Name}.{Entries}[{index}]",
            Activation = one.Activation,
            Placement = one.Options.Placement,
            Alpha = one.Options.Alpha,
            Units = n,
            Columns = one.Shape.Inputs,
            Parameters = [.. ((string[])["W", "U", "b", "s0"]).SelectMany(name => one.Parameters[name])],
            Inputs = one.BySample(one.Inputs, one.Shape.Inputs)[(sample * one.Shape.Features)..((sample + 1) * one.Shape.Features)],
            Vectors = Transposed(entry.Matrix("Q0", n, exponents), n, exponents),
            Schedule = schedule,
            Target = entry.Number("target"),
            Quantities = SpectrumQuantities.OfEntry,
            Expected = SpectrumQuantities.Read(entry, one, exponents, schedule.CountedPoints),
        };
    }

    // Four units or as many as W has, no inputs, no activation.
    private static SpectrumCase OfConstant(JsonFields one)
    {
        int n = one.Length("W");
        Dictionary<string, double[]> expected = [];
        if (one.Holds("log_abs_eig")) expected[SpectrumQuantities.Eigenvalues] = one.Vector("log_abs_eig", n);
        string estimate = SpectrumQuantities.Estimate[(Constant.Length + 1)..];
        if (one.Holds(estimate)) expected[SpectrumQuantities.Estimate] = one.Vector(estimate, n);
        return Autonomous(one, Constant, "linear", one.Matrix("W", n, n), new double[n]) with
        {
            Schedule = new(ConstantSteps, 1, ConstantWarmUp),
            Inputs = new double[ConstantSteps],
            Limit = ConstantLimit,
            Quantities = SpectrumQuantities.OfConstant,
            Expected = expected,
        };
    }

    // Chaos multiplies a relative change of 1e-15 by e^(λ₁T); a hundred of them for the roundings on the way.
    private static SpectrumCase OfFree(JsonFields one, string name)
    {
        (int n, int steps, string phi) = (one.Whole("N", 1), one.Whole("T", 1, MostSteps), one.Text("phi"));
        if (one.Text("form") != "V") throw one.Refuse("form", "is not V, which is the one known here");
        if (!ActivationTable.Names.Contains(phi)) throw one.Refuse("phi", $"is '{phi}', which is not known");
        Dictionary<string, double[]> expected = [];
        if (one.Holds("lam")) expected[SpectrumQuantities.FreeExponents] = one.Vector("lam", n);
        if (one.Holds("final_v")) expected[SpectrumQuantities.FreeState] = one.Vector("final_v", n);
        double largest = expected.TryGetValue(SpectrumQuantities.FreeExponents, out double[]? exponents) ? exponents.Max() : 0;
        return Autonomous(one, name, phi, one.Matrix("W", n, n), one.Vector("v0", n)) with
        {
            Schedule = Schedule(one, steps, 1),
            Inputs = new double[steps],
            Quantities = SpectrumQuantities.OfFree,
            Expected = expected,
            Limit = Math.Max(SpectrumCase.CommonLimit, 1e-13 * Math.Exp(largest * steps)),
        };
    }

    private static SpectrumCase Autonomous(JsonFields one, string name, string phi, double[] w, double[] start)
    {
        int n = start.Length;
        double alpha = one.Number("alpha");
        if (!(alpha is > 0 and <= 1)) throw one.Refuse("alpha", $"is {alpha}, but a step must be in (0, 1]");
        double[] identity = new double[n * n];
        for (int i = 0; i < n; i++) identity[i * (n + 1)] = 1;
        return new()
        {
            Name = name, Activation = new(phi), Placement = LeakPlacement.Voltage, Alpha = alpha, Units = n, Columns = 1,
            Parameters = [.. w, .. new double[2 * n], .. start], Inputs = [], Vectors = identity, Schedule = default, Target = 0,
            Quantities = [], Expected = new Dictionary<string, double[]>(),
        };
    }

    private static SpectrumSchedule Schedule(JsonFields one, int steps, int interval)
    {
        int warmUp = one.Whole("warm", 0);
        if (interval > steps) throw one.Refuse("interval", $"is {interval}, but there are {steps} steps");
        if (warmUp >= steps) throw one.Refuse("warm", $"is {warmUp}, which leaves none of {steps} steps");
        try
        {
            return new(steps, interval, warmUp);
        }
        catch (ArgumentException failure)
        {
            throw one.Refuse("warm", $"is {warmUp}: {failure.Message}");
        }
    }

    private static double[] Transposed(double[] matrix, int rows, int columns) =>
        [.. Enumerable.Range(0, columns).SelectMany(column => Enumerable.Range(0, rows).Select(row => matrix[(row * columns) + column]))];
}
