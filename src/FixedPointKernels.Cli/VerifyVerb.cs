using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Cli.Verification;

namespace FixedPointKernels.Cli;

/// <summary>fpk verify: the library against a file of values that independent code computed, quantity by quantity.</summary>
internal static class VerifyVerb
{
    private static string[] Examples => [.. GoldenKinds.All.Select(kind => $"tests/golden/{kind.Example}")];

    internal static Verb Create(Surroundings here)
    {
        Verb verb = new(
            "verify",
            $"Checks a file of reference values (the format of {Words.Alternatives(Examples)}) quantity by quantity.",
            "Errors are relative to the largest entry of the quantity. Limits in float: 4 (N + 8) 2^-24 (1 + k) for each case, k\n"
            + "the quantity's measured sensitivity to relative changes of the inputs; --tolerance replaces every limit.\n"
            + string.Concat(GoldenKinds.All.Select(kind => kind.Limits + "\n"))
            + "Exit codes: 0 all hold, 1 one does not or is missing, 2 bad input.",
            "fpk verify fixed-point.json",
            "fpk verify organics.json",
            "fpk verify temporal.json",
            "fpk verify fixed-point.json --precision float",
            "FPK_SIMD=256 fpk verify fixed-point.json --tolerance 1e-12");
        Argument<string> file = new("FILE.json") { Description = "The file; - reads standard input." };
        Option<string> precision = CommonOptions.Word("--precision", "double|float", "Arithmetic to check.", "double");
        Option<double?> tolerance = CommonOptions.Tolerance("Largest relative error of every quantity, in place of the limits below.");
        verb.Add(file);
        verb.Add(precision);
        verb.Add(tolerance);
        verb.SetAction(parsed =>
        {
            double? limit = parsed.GetValue(tolerance);
            if (limit is { } given && !given.IsPositiveFinite()) throw Words.OutOfRange("--tolerance", given, "positive and finite");
            return Run(here, parsed.GetValue(file)!, CommonOptions.Read(parsed, precision), limit);
        });
        return verb;
    }

    private static int Run(Surroundings here, string file, Precision precision, double? tolerance)
    {
        (GoldenKind kind, IReadOnlyList<IGoldenCase> cases) = GoldenKinds.Read(here, file);
        Dictionary<string, QuantityVerdict> verdicts = kind.Quantities.ToDictionary(
            quantity => quantity, quantity => new QuantityVerdict(quantity));
        foreach (IGoldenCase one in cases)
        {
            foreach (QuantityFinding finding in one.Check(precision, tolerance, here.Cancellation))
                verdicts[finding.Quantity].Add(one.Name, finding);
            here.Cancellation.ThrowIfCancellationRequested();
        }

        // A quantity that no case has and none must have says nothing.
        QuantityVerdict[] told =
        [
            .. kind.Quantities.Select(quantity => verdicts[quantity]).Where(one => one.Cases > 0 || one.Missing.Count > 0),
        ];
        Tell(here, told);
        QuantityVerdict[] failed = [.. told.Where(one => !one.Holds)];
        if (failed.Length == 0)
        {
            here.Output.WriteLine($"{cases.Count} cases, {told.Length} quantities: all hold in {Word(precision)}");
            return ExitCode.Done;
        }

        here.Complain(
            $"{file}: {failed.Length} of {told.Length} quantities do not hold in {Word(precision)}: "
                + $"{string.Join("; ", failed.Select(Describe))}");
        return ExitCode.VerificationFailed;
    }

    private static void Tell(Surroundings here, QuantityVerdict[] verdicts)
    {
        ReportTable table = new("quantity", "verdict", "in case", "cases", "worst relative error", "limit") { LeftColumns = 3 };
        foreach (QuantityVerdict one in verdicts)
        {
            table.Add(
                one.Holds ? ReportTable.Mood.Good : ReportTable.Mood.Bad,
                one.Quantity, one.Holds ? "ok" : "FAILED", one.WorstCase, $"{one.Cases}",
                one.Cases == 0 ? "-" : $"{one.Error:0.0e+0}", one.Cases == 0 ? "-" : $"{one.Limit:0.0e+0}");
        }

        table.Write(here);
    }

    private static string Describe(QuantityVerdict one)
    {
        string[] reasons =
        [
            .. one.Missing.Count > 0 ? [$"missing in {string.Join(", ", one.Missing)}"] : Array.Empty<string>(),
            .. one.Cases > 0 && !(one.Error <= one.Limit)
                ? [$"off by {one.Error:0.0e+0} in {one.WorstCase}, limit {one.Limit:0.0e+0}"]
                : Array.Empty<string>(),
        ];
        return $"{one.Quantity} {string.Join(" and ", reasons)}";
    }

    private static string Word(Precision precision) => precision == Precision.Float ? "float" : "double";
}
