import { PermanentFailure, TransientFailure } from '@concord/domain'
import type { Problem } from '@concord/runtime'

/** A service at an edge gives no answer now; it is asked again. */
export class EdgeAway extends TransientFailure {
  readonly code = 'edge-away'
}

/** A service at an edge does not do what it is asked; asking again is no use. */
export class EdgeRefuses extends PermanentFailure {
  readonly code = 'edge-refuses'
  /** As it was told. */
  readonly problem: Problem | undefined

  constructor(message: string, problem?: Problem) {
    super(message)
    this.problem = problem
  }
}
