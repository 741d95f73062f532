using System;
using FirstCall;

// `empty` makes its numbers and ends; `solve` also hands them to the library, once. What it costs more is the price of the first call.
float[] weights = Numbers.Uniform(Numbers.Neurons * Numbers.Neurons, 0.15f), drive = Numbers.Uniform(Numbers.Neurons, 1);
if (args is ["solve"]) return OneSolve.Run(weights, drive) ? 0 : 1;
if (args is ["empty"]) return 0;
Console.Error.WriteLine("FirstCall empty | solve");
return 2;
