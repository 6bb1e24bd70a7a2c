namespace BlinkSaaS.Web.Tests.Tenancy;

/// <summary>Classes that look at one stage, one after the other.</summary>
[CollectionDefinition(AccessStage.Collection)]
public sealed class AccessStageCollection : ICollectionFixture<AccessStage>;

/// <summary>The same for the stage without the filter.</summary>
[CollectionDefinition(UnfilteredStage.Collection)]
public sealed class UnfilteredStageCollection : ICollectionFixture<UnfilteredStage>;
