using System;
using System.CommandLine;
using System.Diagnostics;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Cli.Files;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Choices;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Cli;

/// <summary>fpk solve: fixed points r = f(W r + x) of every row of a file.</summary>
internal static class SolveVerb
{
    internal static Verb Create(Surroundings here)
    {
        Verb verb = new(
            "solve",
            "Fixed points r = f(W r + x) for every row x of a file.",
            "R has the shape of X and the type of --precision. A sample that does not converge holds its best state (euler: the last), a\n"
            + "NonFinite one NaN; the exit code is then 3. After Ctrl-C the samples that are done are written, rows not begun hold NaN.\n"
            + "A fixed point with maxReal, the largest real part of the eigenvalues of G W, of 1 or more is unstable:\n"
            + "the network would leave it. --solver settle returns where it goes, or says Unsettled with the amplitude of what still "
            + "moves. The eigenvalues take no\n"
            + "longer than the solve, or 0.25 s: all of them, or the outer ones by Arnoldi's method, or those for an even sample of the "
            + "rows; the others hold NaN.\n"
            + "Exit codes: 0 done, 2 bad input, 3 some samples did not converge, 130 interrupted.",
            "fpk solve --weights W.npy --input X.npy --out R.npy",
            "fpk solve --weights W.npy --input X.npy --solver settle --initial R0.npy --out R.npy --status S.csv",
            "fpk solve --weights W.npy --input X.npy --activation relu --tolerance 1e-12 --out R.npy --status S.csv",
            "fpk solve --weights W.npy --input X.npy --solver euler --steps 500 --step 0.01 --precision float --out R.npy",
            "cat X.npy | fpk solve --weights W.npy --input - --out R.npy");
        Option<string> weights = CommonOptions.Weights();
        Option<string> input = CommonOptions.Input();
        Option<string> initial = CommonOptions.Initial();
        Option<string> result = CommonOptions.Out("The fixed points R, in the shape of X.", "R.npy");
        Option<string> status = CommonOptions.Status(",maxReal,spectralRadius (settle: and amplitude)");
        Option<bool> noStability = new("--no-stability")
        {
            Description = "Leave out the stability of the points: maxReal, spectralRadius and the line about unstable ones.",
        };
        Option<string> precision = CommonOptions.Precision();
        ActivationOptions activation = new();
        SolverChoices solver = new();
        verb.Add(weights);
        verb.Add(input);
        verb.Add(initial);
        verb.Add(result);
        verb.Add(status);
        activation.AddTo(verb);
        solver.AddTo(verb);
        verb.Add(noStability);
        verb.Add(precision);
        verb.SetAction(parsed =>
        {
            Precision type = CommonOptions.Read(parsed, precision);
            Request request = new(
                StandardStream.Beside(here, parsed.GetValue(result)!), parsed.GetValue(weights)!, parsed.GetValue(input)!,
                parsed.GetValue(result)!, solver.Read(parsed, type))
            {
                Initial = parsed.GetValue(initial),
                Status = parsed.GetValue(status),
                Stability = !parsed.GetValue(noStability),
            };
            return activation.Read(parsed).Run<Request, int>(type, request);
        });
        return verb;
    }

    private sealed record Request(
        Surroundings Here, string Weights, string Input, string Result, SolverOptions Options) : INetworkAction<int>
    {
        internal string? Initial { get; init; }

        internal string? Status { get; init; }

        internal bool Stability { get; init; }

        public int Run<T, TActivation>(TActivation activation)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TActivation : struct, ICurvedActivation
        {
            OutputFiles outputs = new(Here, Result, Status, ("--weights", Weights), ("--input", Input), ("--initial", Initial));
            NetworkFiles.Weights<T> weights = NetworkFiles.ReadWeights<T>(Here, Weights);
            NetworkFiles.Samples<T> samples = NetworkFiles.ReadInput(Here, Input, weights);
            T[] rates = NetworkFiles.ReadInitial(Here, Initial, samples);
            T[] gains = new T[Stability ? rates.Length : 0];
            FixedPointSolver<T, TActivation> solver = new(
                new RateNetwork<T, TActivation>(weights.Values, weights.Neurons, activation), samples.Count, Options);
            Stopwatch clock = Stopwatch.StartNew();
            bool settle = Options.Method == SolverMethod.Settle;
            SampleReport<T> report = SolveView.Show(
                Here,
                "solve",
                samples.Count,
                () => solver.SamplesDone,
                () =>
                    new SampleReport<T>(
                        solver.Solve(samples.Values, rates, gains, warmStart: Initial is not null, cancellation: Here.Cancellation))
                    {
                        TellsAmplitude = settle,
                    });
            TimeSpan solve = clock.Elapsed;
            if (InterruptedSolve.Of(report, rates) is { } interrupted) return interrupted.Keep(Here, outputs, samples.Shape);
            if (Stability)
                report.Stability = PointStability.Of<T>(weights.Neurons, weights.Values, gains, report.Statuses, solve, Here.Cancellation);
            outputs.Write(rates, samples.Shape, report);
            report.Tell(Here, outputs.Written, solver.Tolerance);
            report.Stability?.Tell(Here, settle ? "" : "; --solver settle finds where they go");
            return report.ExitCode;
        }
    }
}
