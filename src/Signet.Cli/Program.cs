Console.WriteLine("signet");
