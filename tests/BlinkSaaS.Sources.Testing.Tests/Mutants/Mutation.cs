namespace BlinkSaaS.Sources.Testing.Tests.Mutants;

/// <summary>What is wrong with a source, one thing at a time: mistakes that people make when they write a connector.</summary>
public enum Mutation
{
    /// <summary>Nothing.</summary>
    None,

    StopsAfterTheFirstPage,
    StopsAtAShortPage,
    AsksForEverWhenAPageComesAgain,
    SkipsAPageAtItsCheckpoint,
    ChecksInBeforeTheRecords,
    ForgetsTheFirstRecordWhenItGoesOn,
    LastCheckpointIsMissing,
    CheckpointIsNoJson,
    CheckpointIsHuge,
    SaysNothingAtTheEnd,
    CallsAnIncompleteWalkComplete,
    SwallowsARejectedCredential,
    SwallowsARejectedCredentialInTheCheck,
    TakesAFailureForTheEnd,
    TakesAFailureForARejectedCredential,
    TakesHalfAnAnswerForTheEnd,
    LetsTheParsersErrorThrough,
    IgnoresCancellation,
    AsksWhenItIsCancelledAlready,
    CallsAnotherHost,
    WritesTheAnswerIntoTheLog,
    WritesTheAnswerIntoItsError,
    LeavesTheKeyOut,
    NamesAKeyThatIsNoColumn,
    GivesTextForAMoment,
    GivesACellWithoutAColumn,
    MakesKeysUpAnew,
    DescribesItselfAnewEachTime,
    PartitionsAnewEachTime,
    HasNoAccount,
    NamesAStreamWithBlanks,
}
