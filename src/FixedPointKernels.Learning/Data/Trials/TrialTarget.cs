namespace FixedPointKernels.Learning.Data;

/// <summary>What is asked of a readout at every step of a trial, and so which loss compares it.</summary>
public enum TrialTarget
{
    /// <summary>One of the outputs, as a class: cross-entropy.</summary>
    Classes,

    /// <summary>A real number for every output: squared error.</summary>
    Values,

    /// <summary>A bit, or the probability of one, for every output: logistic loss.</summary>
    Bits,
}
