using System;

namespace FixedPointKernels.Bench.Gate;

/// <summary>Why no comparison could be made; the message is the whole report.</summary>
internal sealed class GateException(string message) : Exception(message);
