namespace FixedPointKernels.Dynamics;

/// <summary>Where the leak stands, known when the passes are compiled.</summary>
internal interface ILeakyForm
{
    static abstract LeakPlacement Placement { get; }
}

/// <summary>The places of <see cref="LeakPlacement"/> as types.</summary>
internal static class LeakyForms
{
    internal readonly struct Voltage : ILeakyForm
    {
        public static LeakPlacement Placement => LeakPlacement.Voltage;
    }

    internal readonly struct Rate : ILeakyForm
    {
        public static LeakPlacement Placement => LeakPlacement.Rate;
    }

    internal readonly struct Inside : ILeakyForm
    {
        public static LeakPlacement Placement => LeakPlacement.Inside;
    }
}
