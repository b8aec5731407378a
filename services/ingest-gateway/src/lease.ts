/** Leave to poll one marketplace, for a while. */
export interface Lease {
  readonly marketplace: string
  readonly holder: string
  /** Rises whenever the lease is taken: whoever writes with an older one comes too late. */
  readonly epoch: number
}

/** Who polls which marketplace, by one clock for all. */
export interface Leases {
  /** Undefined while another holder's lasts; a holder's own is taken anew. */
  take(marketplace: string, holder: string): Promise<Lease | undefined>
  /** Lets it last anew; false where somebody else has taken it. */
  renew(lease: Lease): Promise<boolean>
  /** Lets the next one take it at once; does nothing to what somebody else has taken. */
  release(lease: Lease): Promise<void>
}

/** The time in which a lease is kept, for whatever may be done by its holder alone. */
export interface Term {
  readonly lease: Lease
  /** Fires when the lease is lost or given back; rests should end then. */
  readonly signal: AbortSignal
  /**
   * That the lease still lasts; to be asked before anything is stored, since the process may have been paused.
   *
   * @throws LeaseLost, or TermEnded where it was given back
   */
  check(): void
}
