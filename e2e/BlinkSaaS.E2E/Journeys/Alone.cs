namespace BlinkSaaS.E2E.Journeys;

/// <summary>Journeys that change what ClickUp holds run after all others, one at a time.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
