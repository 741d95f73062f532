using System.Linq;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Studies.Sweeps;
using FixedPointKernels.Studies.Tests.Support;
using FixedPointKernels.Studies.ZhuRosenbaum.LinearNetworks;
using FixedPointKernels.Studies.ZhuRosenbaum.OneNeuron;
using Xunit;

namespace FixedPointKernels.Studies.Tests.ZhuRosenbaum.OneNeuron;

/// <summary>The loss stands over the right quantity, and every run in the figure and the table of its start.</summary>
public sealed class OneNeuronReportTests
{
    private static readonly OneNeuronCurves Neuron =
        OneNeuronCurves.Run(new OneNeuronSettings { Samples = 40, Steps = 9, Rates = [0.2, 3] }, new Sweep { Threads = 1 });

    private static readonly Report Shown = OneNeuronStudy.Of(Neuron, new("settings", "", "", ["", "value"], []));

    [Fact]
    public void The_losses_over_w_and_a_are_not_exchanged_and_the_pole_is_cut_off_and_said()
    {
        Curve w = Shown.Curve("loss-of-w", "J(w)"), a = Shown.Curve("loss-of-a", "J(a)");
        Assert.Equal((Neuron.Weights, Neuron.LossOfWeight), (w.X, w.Y));
        Assert.Equal((Neuron.Inverses, Neuron.LossOfInverse), (a.X, a.Y));
        CurvesPart pole = SharedAxes.Of(Shown).Parts.OfType<CurvesPart>().First();
        Assert.Equal(("w", 10), (pole.X.Label, pole.Y.To));
        Assert.EndsWith("The axis ends at 10; the curve goes on above it.", Captions.Of(pole), System.StringComparison.Ordinal);
    }

    [Fact]
    public void Every_run_is_in_the_figure_and_the_row_of_its_start_rule_and_rate()
    {
        foreach ((OneNeuronStart start, string name) in Neuron.Starts.Zip((string[])["minus-2", "0"]))
        {
            Assert.Equal(name == "0" ? 0 : -2, start.Weight);
            foreach (LinearCurve run in start.Curves)
            {
                string rate = LossParts.Short(run.Plan.Rate), rule = run.Plan.Rule.Name();
                Curve drawn = Shown.Curve($"losses-{name}-{rule}", $"rate {rate}");
                Assert.Equal((run.Steps, run.Losses), (drawn.X, drawn.Y));
                string[] row = Shown.Row($"runs-{name}", rule, rate);
                Assert.Equal((LossParts.Short(run.Losses[0]), LossParts.Short(run.Losses[^1])), (row[2], row[3]));
            }
        }

        // All eight figures of losses have the same axes.
        CurvesPart[] panels = [.. SharedAxes.Of(Shown).Parts.OfType<CurvesPart>().Skip(2)];
        Assert.Equal(8, panels.Length);
        Assert.Single(panels.Select(panel => (panel.X, panel.Y)).Distinct());
    }
}
