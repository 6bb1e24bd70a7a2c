using ClickUpSimulator.Hosting;

return await SimulatorProgram.RunAsync(args, Console.Out, Console.Error);
