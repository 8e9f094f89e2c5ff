package dev.retort.store.contract;

/// The contract of every store; a test class of a store implements this interface and
/// [StoreSubject#store()].
///
/// Its times are whole milliseconds: a store keeps at least microseconds, and the engine truncates
/// to milliseconds.
public interface StoreContract
    extends SubmitContract,
        ClaimContract,
        FairShareContract,
        FinishContract,
        CancelContract,
        ReleaseContract,
        SuspectContract,
        DueContract,
        ResultContract,
        KeepContract,
        PurgeContract,
        PurgedIdContract,
        DeleteContract,
        DiskUseContract,
        BacklogLimitsContract,
        PauseContract,
        ListingContract,
        CounterContract,
        RandomContract {}
