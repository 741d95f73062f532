System.Console.WriteLine("fpk");
