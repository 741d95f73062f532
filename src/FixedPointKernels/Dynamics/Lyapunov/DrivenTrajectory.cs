using System;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Dynamics;

/// <summary>The one trajectory that exponents are measured along: its states, slopes and curvatures.</summary>
/// <remarks>Slopes and curvatures of slot t are those of the step to it; with the leak on the voltage, those at it, from 0 on.</remarks>
internal sealed class DrivenTrajectory<T, TActivation>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, ICurvedActivation
{
    private readonly LeakyWeights<T> weights;
    private readonly TActivation activation;
    private readonly AlignedBuffer<T> fed;
    private readonly AlignedBuffer<T> slope;
    private readonly AlignedBuffer<T> slopes;
    private readonly AlignedBuffer<T> curvatures;

    internal DrivenTrajectory(LeakyWeights<T> weights, int steps, TActivation activation, bool keepsCurvature)
    {
        (this.weights, this.activation) = (weights, activation);
        Tape = new(weights, steps, 1);
        (fed, slope) = (new(weights.Shape.Units), new(weights.Shape.Units));
        slopes = new((steps + 1) * weights.Strides.Delta);
        curvatures = new(keepsCurvature ? (steps + 1) * weights.Strides.Width : 0);
    }

    internal LeakyTape<T> Tape { get; }

    /// <summary>Runs all steps.</summary>
    /// <param name="inputs">x, T × D.</param>
    /// <param name="start">The state before the first step, N.</param>
    /// <returns>The first step with an input or a state that is not finite; 0 for none.</returns>
    internal unsafe int Run(ReadOnlySpan<T> inputs, ReadOnlySpan<T> start)
    {
        bool onVoltage = weights.Placement == LeakPlacement.Voltage;
        if (onVoltage) Activation.Apply(activation, start, fed.Span, slope.Span);
        else start.CopyTo(fed.Span);
        Tape.Begin(1, start, fed.Span, slope.Span);
        if (onVoltage) Bend(0, 0);
        for (int step = 1; step <= Tape.Steps; step++)
        {
            int columns = weights.Shape.Inputs;
            if (!Finite.All(inputs.Slice((step - 1) * columns, columns))) return step;
            Tape.Multiply(step - 1, step - 1, inputs);
            LeakyForwardPass<T, TActivation> pass = new() { Planes = Tape.Planes(step - 1, step), Activation = activation };
            Dispatch.Run<LeakyForwardPass<T, TActivation>, T>(ref pass);
            if (!Finite.All(Tape.Read(0, step, LeakyReadout.State))) return step;
            Bend(step - 1, step);
        }

        Tape.Slopes.Span.CopyTo(slopes.Span);
        return 0;
    }

    /// <summary>φ′ of a slot, in whole registers.</summary>
    internal unsafe T* Slopes(int slot) => slopes.Pointer + ((nint)slot * weights.Strides.Delta);

    /// <summary>φ″ of a slot.</summary>
    internal ReadOnlySpan<T> Curvatures(int slot) => curvatures.Span.Slice(slot * weights.Strides.Width, weights.Shape.Units);

    /// <summary>Makes the tape whole again, which a way back has written over.</summary>
    internal void Restore() => slopes.Span.CopyTo(Tape.Slopes.Span);

    private unsafe void Bend(int from, int to)
    {
        if (curvatures.Length == 0) return;
        CurvaturePass<T, TActivation> pass = new()
        {
            Planes = Tape.Planes(from, to), Activation = activation,
            Curvatures = curvatures.Pointer + ((nint)to * weights.Strides.Width),
        };
        Dispatch.Run<CurvaturePass<T, TActivation>, T>(ref pass);
    }
}
