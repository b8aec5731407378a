import { type CallLog, type Clock, control as inspection, controlProblems, type Faults } from '@concord/sandbox-kit'
import express, { type Router } from 'express'
import { accountControlRoutes } from './account-routes.js'
import { controlRoutes } from './control-routes.js'
import { addControl } from './http/http.js'
import type { ImportRules } from './jobs/import-outcomes.js'
import type { RateLimits } from './http/rate-limits.js'
import { seedFacts } from './memory/seeds.js'
import { snapshotOf } from './memory/snapshot.js'
import type { Store } from './memory/store.js'
import type { WebhookSending } from './webhooks/webhook-sending.js'
import type { SandboxWorld } from './memory/world.js'

interface Needs {
  readonly store: Store
  readonly world: SandboxWorld
  readonly clock: Clock
  readonly calls: CallLog
  readonly faults: Faults
  readonly limits: RateLimits
  readonly sending: WebhookSending
  readonly importRules: ImportRules
  readonly settle: () => void
  readonly flush: () => void
}

/** `/_sandbox`: the kit's inspection, and what only a Dotdigital account has. */
export const control = (needs: Needs): Router => {
  const { store, clock, calls, faults, sending, importRules, settle, flush } = needs
  const { settings } = store
  const onClock = (): void => {
    store.record({ fact: 'clock', state: clock.state() })
    settle()
    flush()
  }
  const router = express.Router()
  router.use(inspection({ calls, faults, clock, settings, snapshot: () => snapshotOf(store), onClock }))
  addControl(
    router,
    [...controlRoutes({ store, importRules, reset: () => reset(needs) }), ...accountControlRoutes({ store, sending })],
    needs,
  )
  router.use(controlProblems)
  return router
}

/** Back to the seeds; the clock goes on. */
const reset = ({ store, world, calls, faults, limits, sending, importRules }: Needs): void => {
  store.record({ fact: 'reset' }, ...seedFacts(world, store.now()))
  store.settings.reset()
  calls.clear()
  faults.set([])
  importRules.set([])
  limits.clear()
  sending.reset()
}
