import type { RecordKey } from '@concord/domain'

/** A version of a record. */
export interface VersionName {
  readonly key: RecordKey
  readonly version: string
}

/** What was refused as invalid, as it came, with every fault. */
export interface Original extends VersionName {
  readonly detail: string
  readonly payload: unknown
}

export interface Correction extends VersionName {
  /** The payload as a person corrected it, whole. */
  readonly payload: unknown
  /** Only says whether it is valid. */
  readonly dryRun: boolean
}

/** A corrected copy, and where it differs, without values. */
export interface Copy extends VersionName {
  readonly copiedFrom: VersionName
  readonly changed: readonly string[]
}

/**
 * Whoever holds the payloads, asked in the name of a person: by the `Authorization` that they showed.
 *
 * @throws EdgeAway; EdgeRefuses with the problem as it was told
 */
export interface Corrections {
  original(name: VersionName, authorization: string | undefined): Promise<Original>
  copy(correction: Correction, authorization: string | undefined): Promise<Copy>
}
