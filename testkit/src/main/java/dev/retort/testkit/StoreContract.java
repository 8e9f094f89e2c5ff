package dev.retort.testkit;

/// The contract that every store keeps; a test class of a store implements this and
/// [StoreSubject#store()].
///
/// Times in it are whole milliseconds: a store keeps microseconds at the least, and the engine cuts
/// to milliseconds.
public interface StoreContract
    extends SubmitContract,
        ClaimContract,
        FinishContract,
        CancelContract,
        ReleaseContract,
        SuspectContract,
        DueContract,
        ResultContract,
        KeepContract,
        PurgeContract,
        TombContract,
        PauseContract,
        ListingContract,
        CounterContract,
        RandomContract {}
