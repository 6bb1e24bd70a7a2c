using BlinkSaaS.Sources.Sandbox;

return args is ["describe", "--plugin", { Length: > 0 } folder]
    ? DescribePlugin.Run(folder, Console.Out, Console.Error)
    : Usage();

static int Usage()
{
    Console.Error.WriteLine("Usage: BlinkSaaS.Sources.Sandbox describe --plugin <folder with plugin.json>");
    return 1;
}
