import type { Alert } from './alerts/alert.js'
import type { Exception } from './exceptions.js'
import type { RunInDetail } from './reconciliation.js'

export const changeKinds = ['alert', 'exception', 'reconciliation'] as const
export type ChangeKind = (typeof changeKinds)[number]

/** Something as it is now, since it began or changed. */
export type Change =
  | { readonly is: 'alert'; readonly alert: Alert }
  | { readonly is: 'exception'; readonly exception: Exception }
  | { readonly is: 'reconciliation'; readonly found: RunInDetail }

/** Some of what changed; where there is more, it is read by the mark at once. */
interface SomeChanges {
  readonly mark: string
  readonly changed: readonly Change[]
  readonly isMore: boolean
}

/** Whatever people follow, in the order in which it was committed. */
export interface Changes {
  /** What began or changed since a mark, each once; without a mark nothing but where to begin. A mark is good for all kinds. */
  since(mark?: string, kinds?: readonly ChangeKind[], limit?: number): Promise<SomeChanges>
}
