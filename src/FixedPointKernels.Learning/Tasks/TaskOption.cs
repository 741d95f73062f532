namespace FixedPointKernels.Learning.Tasks;

/// <summary>What can be set about some task; values are in <see cref="TaskOptions"/>.</summary>
public enum TaskOption
{
    /// <summary>dt in ms.</summary>
    TimeStep,

    /// <summary>In ms, or in steps where a task knows no ms.</summary>
    Delay,

    /// <summary>Strengths of a stimulus in percent.</summary>
    Coherences,

    /// <summary>Noise of an input over one millisecond.</summary>
    Noise,

    /// <summary>T.</summary>
    Steps,

    /// <summary>h.</summary>
    Depth,

    /// <summary>Whether loss and accuracy begin where they were published to, one step too early.</summary>
    PublishedStart,

    /// <summary>The images shown.</summary>
    Images,

    /// <summary>Rows of an image.</summary>
    Rows,
}
