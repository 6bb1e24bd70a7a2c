using BlinkSaaS.Sources.Sandbox;

return args switch
{
    ["describe", "--plugin", { Length: > 0 } folder] => DescribePlugin.Run(folder, Console.Out, Console.Error),
    ["run", "--plugin", { Length: > 0 } folder] => RunPlugin.Run(folder),
    ["probe", { Length: > 0 } port] => ProbeConfinement.Run(port, Console.Out),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Usage: BlinkSaaS.Sources.Sandbox describe --plugin <folder with plugin.json>");
    Console.Error.WriteLine("       BlinkSaaS.Sources.Sandbox run --plugin <folder with plugin.json>, by the host, with a pipe");
    Console.Error.WriteLine("       BlinkSaaS.Sources.Sandbox probe <port that is open on this machine>");
    return 1;
}
