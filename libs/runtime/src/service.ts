import type { ServiceName } from '@concord/contracts'
import type { Router } from 'express'
import type { Figure } from './metrics-catalogue.js'

/** Whether a process can do its work; what stands beside it is shown too. */
export interface Readiness {
  readonly isReady: boolean
}

/** What every service is to whoever runs it. */
export interface Service {
  readonly name: ServiceName
  /** Its HTTP routes, where it has any. */
  readonly http?: Router
  start(): Promise<void>
  /** Resolves when everything in hand is finished. */
  stop(): Promise<void>
  /** Figures for health and for whoever waits until all is settled, like `dueEffects`. */
  status(): Promise<Readonly<Record<string, number>>>
  /** What else its metrics show, read when somebody looks; it may take seconds. */
  figures?(): Promise<readonly Figure[]>
}
