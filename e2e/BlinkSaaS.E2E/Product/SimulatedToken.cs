namespace BlinkSaaS.E2E.Product;

/// <summary>A token of the simulator.</summary>
/// <param name="Name">What faults and limits call it.</param>
/// <param name="Secret">What is entered as API Token.</param>
public sealed record SimulatedToken(string Name, string Secret);
