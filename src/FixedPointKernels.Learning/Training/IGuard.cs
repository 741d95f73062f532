using System;
using FixedPointKernels.Learning.Checkpoints;

namespace FixedPointKernels.Learning.Training;

/// <summary>Looks at a model after some of its steps and puts it right where it has to.</summary>
public interface IGuard
{
    /// <summary>Steps between two looks.</summary>
    int Every { get; }

    /// <summary>Looks at the model at samples of the last run.</summary>
    /// <returns>The factor put on what is guarded; 1 where nothing had to be done.</returns>
    double Apply();

    /// <summary>Keeps what stays from look to look.</summary>
    void Save(Checkpoint checkpoint, string prefix);

    /// <summary>Reads it; nothing is changed yet.</summary>
    /// <returns>What takes it up, once the parameters are those of the checkpoint: it cannot fail.</returns>
    /// <exception cref="Data.DataFileException">It is not there, or has another shape.</exception>
    Action Load(Checkpoint checkpoint, string prefix);
}
