Console.WriteLine("Render Studio");
