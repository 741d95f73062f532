using System;
using System.Collections.Generic;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Rules;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Learning.Models;

/// <summary>A network that learns through time: a leaky recurrent cell, a linear readout after every step, and the rule of the
/// settings.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="TActivation">φ.</typeparam>
/// <remarks>
/// y_t = V z_t + c, z the activity or the voltage. Losses of trials (<see cref="TrialSet"/>): Σ m ‖y − y*‖²/(2M), Σ m CE/M, or the mean
/// logistic loss, M = Σ m over the batch. Parameters: W, U, b, s0, V, c, F (F the fixed feedback of rules that have one, N × K). Made: all
/// zeros. The rule is <see cref="TrainingSettings.Rule"/>, one of <see cref="TemporalRules"/>.
/// Source: spec of learning through time, sections 1 to 4; the kernels: <see cref="LeakyCell{T, TActivation}"/>.
/// </remarks>
public sealed class TemporalNetwork<T, TActivation> : IModel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation
{
    private readonly Dictionary<string, Parameter<T>> named = [];

    /// <summary>Makes the network, all zeros.</summary>
    /// <param name="shape">Sizes.</param>
    /// <param name="options">Leak, readout, types.</param>
    /// <param name="activation">φ, with its parameters.</param>
    /// <exception cref="ArgumentException">A size or an option is out of range.</exception>
    public TemporalNetwork(SequenceShape shape, TemporalOptions options, TActivation activation = default)
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(options);
        shape.Validate();
        if (options.Readout == LeakyReadout.State && options.Placement != LeakPlacement.Voltage)
        {
            throw new ArgumentException(
                $"With the leak on the {options.Placement} the state is the activity: only with it on the voltage it can be read apart.",
                nameof(options));
        }

        (Shape, Options, Activation) = (shape, options, activation);
        (int n, int m, int outputs) = (shape.Units, shape.Inputs, shape.Outputs);
        Weights = new(options.Placement, new(n, m), options.Alpha, options.Types.Span);
        AsItIs<T> same = new();
        Readout = new("V", new T[Misuse.Size(n, outputs, nameof(shape))], outputs, n);
        Bias = new("c", new T[outputs], outputs, 1, decays: false);
        Feedback = new("F", n, outputs);
        Parameters =
        [
            Part("W", LeakyPart.Recurrent), Part("U", LeakyPart.Input), Part("b", LeakyPart.Bias), Part("s0", LeakyPart.Start), Readout,
            Bias, Feedback,
        ];
        foreach (Parameter<T> one in Parameters) named.Add(one.Name, one);

        CellParameter<T> Part(string name, LeakyPart part)
        {
            int columns = Weights.Shape.Columns(part);
            return new(
                name, new T[Weights.Shape.Length(part)], Weights.Shape.Offset(part), n, columns, seen => Weights.Set(part, seen), same);
        }
    }

    /// <summary>Sizes.</summary>
    public SequenceShape Shape { get; }

    /// <summary>Leak, readout, types.</summary>
    public TemporalOptions Options { get; }

    /// <summary>φ.</summary>
    public TActivation Activation { get; }

    /// <summary>What the cells see; it follows the parameters.</summary>
    public LeakyWeights<T> Weights { get; }

    /// <summary>A loss of the weights that joins the trials' in every step of a trainer; null for none. Scores do not know it.</summary>
    public ICompanionLoss<T>? Companion { get; set; }

    /// <inheritdoc/>
    public IReadOnlyList<Parameter<T>> Parameters { get; }

    /// <summary>What is learned where nothing else is said: all but the state before the first step and the feedback.</summary>
    public static ParameterSet Learned { get; } = new(["W", "U", "b", "V", "c"]);

    /// <summary>V.</summary>
    internal Parameter<T> Readout { get; }

    /// <summary>c.</summary>
    internal Parameter<T> Bias { get; }

    /// <summary>F.</summary>
    internal FeedbackWeights<T> Feedback { get; }

    /// <summary>A parameter by its name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public Parameter<T> this[string name] => named.TryGetValue(name, out Parameter<T>? found)
        ? found
        : throw new ArgumentException($"There is no parameter {name}; there are {string.Join(", ", named.Keys)}.", nameof(name));

    /// <inheritdoc/>
    public ISampleStage<T> Stage(TrainingSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.Rule is not TemporalRuleEntry rule)
        {
            throw new ArgumentException(
                $"The rule {settings.Rule.Name} learns from fixed points; through time there are "
                    + $"{string.Join(", ", Names())}.", nameof(settings));
        }

        CreditPath path = rule.Path(Options.Modulation);
        if (!path.Fits(Options.Placement))
        {
            throw new ArgumentException(
                $"The rule {rule.Name} is defined for a leak on the voltage; this is on the {Options.Placement}.", nameof(settings));
        }

        if (path.ByType && Options.Types.IsEmpty)
            throw new ArgumentException($"The rule {rule.Name} goes by cell types, and the network has none.", nameof(settings));
        RuleFree.Refuse(settings with { Rate = settings.EffectiveRate });
        return new TemporalStage<T, TActivation>(this, rule, path, settings);
    }

    private static IEnumerable<string> Names()
    {
        foreach (TemporalRuleEntry rule in TemporalRules.All) yield return rule.Name;
    }
}
