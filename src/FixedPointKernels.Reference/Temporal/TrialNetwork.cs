using System;
using System.Linq;

namespace FixedPointKernels.Reference;

/// <summary>A cell with a readout after every step, y_t = V z_t + c, and the update of its parameters by every rule.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="V">K × N.</param>
/// <param name="C">c, K.</param>
/// <param name="F">N × K, the feedback of the rules that have a fixed one.</param>
/// <param name="ReadsVoltage">Whether z is v in form V; else, and in the other forms, the activity.</param>
/// <param name="Types">The cell type of every neuron.</param>
/// <param name="Modulation">μ.</param>
/// <remarks>All rules forward or by their definition; only <see cref="LeakyCell.Gradient"/> goes back through time. Source: spec 3,
/// sections 1, 3 and 4.</remarks>
public sealed record TrialNetwork(
    LeakyCell Cell, double[][] V, double[] C, double[][] F, bool ReadsVoltage, int[] Types, double Modulation)
{
    private bool ReadsThroughSlope => Cell.Form == LeakForm.V && !ReadsVoltage;

    /// <summary>y of one sample, T × K.</summary>
    public double[][] Outputs(double[][] x) =>
        [.. Cell.Run(x).Select(s => DenseMatrix.AddScaled(C, 1, DenseMatrix.Multiply(V, Read(s))))];

    /// <summary>∂L/∂(V, c) of one sample.</summary>
    /// <param name="x">T × D.</param>
    /// <param name="errors">∂L/∂y, T × K.</param>
    public (double[][] V, double[] C) Readout(double[][] x, double[][] errors)
    {
        double[][] states = Cell.Run(x), ofV = DenseMatrix.Zeros(C.Length, Cell.B.Length);
        double[] ofC = new double[C.Length];
        for (int t = 0; t < x.Length; t++)
        {
            ofV = DenseMatrix.Add(ofV, DenseMatrix.Outer(errors[t], Read(states[t])));
            ofC = DenseMatrix.AddScaled(ofC, 1, errors[t]);
        }

        return (ofV, ofC);
    }

    /// <summary>What the neurons are told by their states: Vᵀ e_t or F e_t, times φ′(v_t) where φ(v_t) is read. T × N.</summary>
    /// <param name="x">T × D.</param>
    /// <param name="errors">∂L/∂y, T × K.</param>
    /// <param name="byFeedback">Whether by F.</param>
    public double[][] Signals(double[][] x, double[][] errors, bool byFeedback)
    {
        double[][] back = byFeedback ? F : DenseMatrix.Transpose(V);
        return
        [
            .. Cell.Run(x).Zip(errors, (s, error) =>
            {
                double[] told = DenseMatrix.Multiply(back, error);
                return ReadsThroughSlope ? DenseMatrix.Multiply(Cell.Phi.Slopes(s), told) : told;
            }),
        ];
    }

    /// <summary>The update of one sample by a rule.</summary>
    /// <param name="rule">Which.</param>
    /// <param name="x">T × D.</param>
    /// <param name="errors">∂L/∂y, T × K.</param>
    public CellGradient Gradient(TemporalRule rule, double[][] x, double[][] errors) =>
        Along(rule, x, Signals(x, errors, rule is TemporalRule.FeedbackAlignment or TemporalRule.Rflo));

    /// <summary>The same from what the neurons are told.</summary>
    /// <param name="rule">Which.</param>
    /// <param name="x">T × D.</param>
    /// <param name="signals">By the states, T × N.</param>
    public CellGradient Along(TemporalRule rule, double[][] x, double[][] signals) => rule switch
    {
        TemporalRule.Bptt or TemporalRule.FeedbackAlignment => RealTimeLearning.Gradient(Cell, x, signals),
        TemporalRule.Eprop or TemporalRule.Rflo => new EligibilityTraces(Cell, ownWeight: false).Gradient(x, signals),
        TemporalRule.Snap1 => new EligibilityTraces(Cell, ownWeight: true).Gradient(x, signals),
        TemporalRule.Mdgl => OneHopLearning.Gradient(Cell, x, signals, Cell.W),
        TemporalRule.MdglByType => OneHopLearning.Gradient(Cell, x, signals, CellTypes.Means(Cell.W, Types)),
        TemporalRule.Modprop => ModulatedLearning.Gradient(Cell, x, signals, Cell.W, Modulation),
        TemporalRule.ModpropByType =>
            ModulatedLearning.Gradient(Cell, x, signals, CellTypes.Means(Cell.W, Types), Modulation),
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "Not a rule."),
    };

    private double[] Read(double[] s) => ReadsThroughSlope ? Cell.Phi.Values(s) : s;
}
